using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Pepay.Runtime.Http;
using Pepay.Runtime.Inbox;
using Pepay.Runtime.Providers;
using Pepay.Runtime.Webhooks;

namespace Pepay.Runtime.Streams;

/// <summary>
/// One stream of one account: what it delivers is contiguous with respect to the provider's event list, or has an explicit <see cref="StreamGap"/>.
/// Delivery is at least once. Thread safe; each enumeration has a connection of its own.
/// </summary>
public sealed class EventStream
{
    private const int ItemsAhead = 256;

    private readonly ProviderAccount account;
    private readonly EventStreamOptions options;
    private readonly StreamCredentialSource credential;
    private readonly EventListReader? list;
    private readonly string? whyNoRecovery;
    private readonly StreamFilter filter;
    private readonly EventEnvelopeReader reader;
    private readonly IReadOnlyList<KeyValuePair<string, string>> query;
    private readonly Uri baseUrl;
    private readonly StreamStatus status;
    private readonly TimeProvider time;
    private readonly ILogger logger;

    /// <summary>Describes a stream; nothing is connected before an enumeration begins.</summary>
    /// <param name="account">The account.</param>
    /// <param name="stream">The channel.</param>
    /// <param name="transport">The account's transport with the credentials that the event list is read with; its address is the default of the stream's.</param>
    /// <param name="credential">What the upgrade is authorised with.</param>
    /// <param name="options">Limits; null for the defaults.</param>
    /// <param name="filter">The filter by query parameter; null for none.</param>
    /// <param name="status">Where the stream's state is shown; null for nowhere.</param>
    /// <param name="time">The clock; null for the system's.</param>
    /// <param name="logger">Gets connects, disconnects and gaps; null for none.</param>
    /// <exception cref="ArgumentException">An option is out of range, the channel has no such filter, or the provider does not say where an event has its id.</exception>
    public EventStream(
        ProviderAccount account, StreamDescriptor stream, ApiTransport transport, StreamCredentialSource credential, EventStreamOptions? options = null,
        IReadOnlyList<KeyValuePair<string, string>>? filter = null, StreamStatus? status = null, TimeProvider? time = null, ILogger<EventStream>? logger = null)
    {
        this.account = account;
        Stream = stream;
        this.credential = credential;
        this.options = options ?? new EventStreamOptions();
        this.options.Check();
        this.status = status ?? new StreamStatus(time ?? TimeProvider.System);
        this.time = time ?? TimeProvider.System;
        this.logger = logger ?? NullLogger<EventStream>.Instance;
        this.filter = new StreamFilter(stream, filter ?? []);
        query = [.. stream.Query, .. filter ?? []];
        var layout = account.Provider.Webhook?.Event
            ?? throw new ArgumentException($"Provider '{account.Provider.Name}' has no `x-webhook.event` in its specification, so its events have no id.", nameof(account));
        reader = new EventEnvelopeReader(layout with { Items = null });
        baseUrl = this.options.BaseUrl ?? WebSocketAddress(transport.BaseUrl);
        var listed = account.Provider.EventList is { } events ? new EventListReader(events, layout, transport) : null;
        whyNoRecovery = !this.options.Recovery ? "it is turned off in the options"
            : !stream.IsListed || listed is null ? "the provider's event list does not have this stream's events"
            : !listed.IsAuthorised ? $"no credential is configured that may read the event list ({account.Provider.EventList!.Operation.Id})"
            : null;
        list = whyNoRecovery is null ? listed : null;
        Key = new StreamKey(account.Provider.Name, account.Account, stream.Name);
    }

    /// <summary>The channel.</summary>
    public StreamDescriptor Stream { get; }

    /// <summary>The account.</summary>
    public ProviderAccount Account => account;

    /// <summary>
    /// Under which name the stream's cursor and state are kept: the provider's, the account's and the channel's. The filter is no part of it, because the cursor
    /// runs along the unfiltered list: after a change of the filter the stream goes on from where it was.
    /// </summary>
    public StreamKey Key { get; init; }

    /// <summary>
    /// Follows the stream until it is cancelled: replay, live events, and whatever the list shows to be missing. It connects again by itself.
    /// </summary>
    /// <param name="cursor">The last <see cref="StreamCheckpoint"/> that was kept; null to begin with what happens from now on.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="StreamRefusedException">The provider refuses the filters or the credentials; trying again would not help.</exception>
    public async IAsyncEnumerable<StreamItem> FollowAsync(string? cursor = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var items = Channel.CreateBounded<StreamItem>(new BoundedChannelOptions(ItemsAhead) { SingleReader = true, SingleWriter = true });
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var state = status.For(Key);
        var session = new StreamSession(this, state, items.Writer, cursor);
        var running = Task.Run(() => RunAsync(session, items.Writer, ended.Token), CancellationToken.None);
        try
        {
            await foreach (var item in items.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
                yield return item;
        }
        finally
        {
            await ended.CancelAsync().ConfigureAwait(false);
            await running.ConfigureAwait(false);
            state.Stopped();
        }
    }

    /// <summary>The events of the list after the given one, oldest first; a <see cref="StreamGap"/> first when the list no longer has it.</summary>
    /// <param name="cursor">An event id, or a checkpoint's cursor.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="InvalidOperationException">The stream has no recovery; the message says why.</exception>
    /// <exception cref="ApiException">The list could not be read.</exception>
    public async IAsyncEnumerable<StreamItem> RecoverSinceAsync(string cursor, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var listed = await ListOrThrow().ReadBackToAsync(envelope => envelope.Id == cursor, options.MaxBackfill, cancellationToken).ConfigureAwait(false);
        if (StreamGaps.OfCursor(listed, cursor) is { } gap)
            yield return gap;
        foreach (var item in Recovered(listed))
            yield return item;
    }

    /// <summary>The events of the list since a time, oldest first. Events that do not say their time are included.</summary>
    /// <param name="since">The time.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="InvalidOperationException">The stream has no recovery; the message says why.</exception>
    /// <exception cref="ApiException">The list could not be read.</exception>
    public async IAsyncEnumerable<StreamItem> RecoverSinceAsync(DateTimeOffset since, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var listed = await ListOrThrow().ReadBackToAsync(envelope => envelope.CreatedAt < since, options.MaxBackfill, cancellationToken).ConfigureAwait(false);
        if (!listed.Found && !listed.Ended)
            yield return StreamGaps.TooFar(null, listed.Events.Count);
        foreach (var item in Recovered(listed))
            yield return item;
    }

    internal EventStreamOptions Options => options;

    internal EventListReader? List => list;

    internal string WhyNoRecovery => whyNoRecovery ?? "";

    internal StreamFilter Filter => filter;

    internal EventEnvelopeReader Reader => reader;

    internal TimeProvider Time => time;

    internal ILogger Logger => logger;

    internal CredentialCache Credentials() => new(credential, time);

    /// <summary>The address of an upgrade; with a token in it, it is a secret.</summary>
    internal Uri Address(string? since, StreamCredential credential)
    {
        var parts = query.Select(pair => (pair.Key, pair.Value)).ToList();
        if (!string.IsNullOrEmpty(since) && Stream.SinceParameter is { } parameter)
            parts.Add((parameter, since));
        if (credential.Scheme.Kind == ApiSecurityKind.Query)
            parts.Add((credential.Scheme.Parameter!, credential.Secret));
        var text = string.Join('&', parts.Select(part => $"{Uri.EscapeDataString(part.Item1)}={Uri.EscapeDataString(part.Item2)}"));
        return new Uri($"{PublicAddress}{(text.Length == 0 ? "" : "?")}{text}");
    }

    /// <summary>The address without its query, for people.</summary>
    internal string PublicAddress => baseUrl.GetLeftPart(UriPartial.Path).TrimEnd('/') + Stream.Path;

    private static async Task RunAsync(StreamSession session, ChannelWriter<StreamItem> items, CancellationToken cancellationToken)
    {
        try
        {
            await session.RunAsync(cancellationToken).ConfigureAwait(false);
            items.TryComplete();
        }
        catch (Exception exception)
        {
            items.TryComplete(exception is OperationCanceledException && cancellationToken.IsCancellationRequested ? null : exception);
        }
    }

    private EventListReader ListOrThrow() => list ?? throw new InvalidOperationException($"Stream {Key} cannot recover events: {whyNoRecovery}.");

    private IEnumerable<StreamItem> Recovered(ListedEvents listed)
    {
        foreach (var envelope in listed.Events.Where(envelope => filter.Match(envelope) != FilterMatch.No))
            yield return new StreamEvent(envelope, EventSource.Backfill);
        if (listed.Events is [.., var newest])
            yield return new StreamCheckpoint(newest.Id);
    }

    private static Uri WebSocketAddress(Uri api) =>
        new UriBuilder(api) { Scheme = api.Scheme == Uri.UriSchemeHttps ? "wss" : "ws", Port = api.IsDefaultPort ? -1 : api.Port }.Uri;
}
