using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Pepay.Runtime.Dispatch;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Pepay.Runtime.RabbitMq;

/// <summary>
/// One connection to the broker, opened when it is first needed and again after it broke. Every message is confirmed by the broker. Thread safe.
/// </summary>
internal sealed class BrokerChannel(IOptions<RabbitMqOptions> options, TimeProvider time, ILogger<BrokerChannel> logger) : IAsyncDisposable
{
    private static readonly TimeSpan FirstRetryDelay = TimeSpan.FromSeconds(1);
    private static readonly Dictionary<string, object?> QuorumQueue = new() { ["x-queue-type"] = "quorum" };

    private readonly RabbitMqOptions options = options.Value;
    private readonly SemaphoreSlim turn = new(1, 1);
    private IConnection? connection;
    private IChannel? channel;
    private int failures;
    private DateTimeOffset nextTry = DateTimeOffset.MinValue;

    /// <summary>Publishes a message to the queue; returns when the broker has it safe.</summary>
    /// <exception cref="HandlerUnavailableException">The broker did not take it, or did not say so in time.</exception>
    public async Task PublishAsync(BasicProperties properties, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        var current = await OpenAsync(cancellationToken).ConfigureAwait(false);
        using var patience = new CancellationTokenSource(options.ConfirmTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            // Completes with the broker's confirmation. A crash before it is stored in the inbox publishes the message again.
            await current.BasicPublishAsync("", options.Queue, mandatory: true, properties, body, either.Token).ConfigureAwait(false);
            failures = 0;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            // Also after a message that came back (no queue) or was refused (no space): a new connection declares the queue again.
            throw await BreakAsync(current, exception).ConfigureAwait(false);
        }
    }

    /// <summary>Whether the broker can be reached, now.</summary>
    /// <exception cref="HandlerUnavailableException">It cannot.</exception>
    public Task CheckAsync(CancellationToken cancellationToken) => OpenAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await turn.WaitAsync().ConfigureAwait(false);
        try
        {
            await CloseAsync().ConfigureAwait(false);
        }
        finally
        {
            turn.Release();
        }
    }

    private async Task<IChannel> OpenAsync(CancellationToken cancellationToken)
    {
        await turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (channel is { IsOpen: true })
                return channel;
            if (nextTry - time.GetUtcNow() is var wait && wait > TimeSpan.Zero)
                throw new HandlerUnavailableException("The RabbitMQ broker is away.", wait);
            await CloseAsync().ConfigureAwait(false);
            return channel = await ConnectAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not HandlerUnavailableException && !cancellationToken.IsCancellationRequested)
        {
            throw Postpone(exception);
        }
        finally
        {
            turn.Release();
        }
    }

    private async Task<IChannel> ConnectAsync(CancellationToken cancellationToken)
    {
        // Reconnected here alone, so that a message is never in two hands.
        var factory = new ConnectionFactory
        {
            Uri = options.Broker!, ClientProvidedName = "pepay-events", AutomaticRecoveryEnabled = false, TopologyRecoveryEnabled = false,
        };
        connection = await factory.CreateConnectionAsync(cancellationToken).ConfigureAwait(false);
        var opened = await connection.CreateChannelAsync(
            new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true), cancellationToken).ConfigureAwait(false);
        await opened.QueueDeclareAsync(
            options.Queue, durable: true, exclusive: false, autoDelete: false, QuorumQueue, cancellationToken: cancellationToken).ConfigureAwait(false);
        BrokerLog.Connected(logger, connection.Endpoint.HostName, connection.Endpoint.Port, options.Queue);
        return opened;
    }

    private async Task<HandlerUnavailableException> BreakAsync(IChannel broken, Exception exception)
    {
        await turn.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            // Many messages fail with one connection: the first one closes it.
            if (channel != broken)
                return new HandlerUnavailableException("The connection to the RabbitMQ broker broke.", FirstRetryDelay, exception);
            await CloseAsync().ConfigureAwait(false);
            return Postpone(exception);
        }
        finally
        {
            turn.Release();
        }
    }

    private HandlerUnavailableException Postpone(Exception exception)
    {
        var delay = FirstRetryDelay * Math.Pow(2, Math.Min(failures++, 10));
        if (delay > options.MaxRetryDelay)
            delay = options.MaxRetryDelay;
        nextTry = time.GetUtcNow() + delay;
        var text = exception is PublishException { IsReturn: true } ? $"The RabbitMQ broker has no queue '{options.Queue}'."
            : exception is OperationCanceledException ? "The RabbitMQ broker did not confirm in time."
            : "The RabbitMQ broker is away or refuses.";
        BrokerLog.Away(logger, exception, text, delay.TotalSeconds);
        return new HandlerUnavailableException(text, delay, exception);
    }

    private async Task CloseAsync()
    {
        var (oldChannel, oldConnection) = (channel, connection);
        (channel, connection) = (null, null);
        try
        {
            if (oldChannel is not null)
                await oldChannel.DisposeAsync().ConfigureAwait(false);
            if (oldConnection is not null)
                await oldConnection.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            // Broken already; a new one is opened.
            BrokerLog.CloseFailed(logger, exception);
        }
    }
}
