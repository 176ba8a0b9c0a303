using Microsoft.Extensions.Logging;
using Pepay.Runtime.Http;
using Pepay.Runtime.Providers;
using Pepay.Runtime.Streams;

namespace Pepay.Runtime.Tests.Streams;

/// <summary>A stream of the scripted provider, described as a specification would, and followed in the background.</summary>
internal sealed class Following : IAsyncDisposable
{
    // A minute, spread by a fifth.
    private static readonly TimeSpan LongestReconnect = TimeSpan.FromSeconds(72);

    private static readonly HttpClient Http = ApiHttpClient.Create();
    private static readonly ApiSecurityScheme KeyHeader = new("key", ApiSecurityKind.Header, "x-key");
    private static readonly ApiOperation ListEvents = new() { Id = "listEvents", Method = HttpMethod.Get, Path = "/events", Security = [["key"]] };

    private readonly CancellationTokenSource stop = new();
    private readonly List<StreamItem> items = [];
    private readonly Task reading;

    private Following(EventStream stream, string? cursor, Func<StreamItem, Task>? consume)
    {
        Stream = stream;
        reading = Task.Run(() => ReadAsync(cursor, consume));
    }

    public static ProviderDescriptor Provider { get; } = new()
    {
        Name = "acme",
        DisplayName = "Acme",
        SecuritySchemes = [KeyHeader],
        Retry = new ApiRetryRule { MaxRetries = 0 },
        Webhook = new WebhookDescriptor
        {
            Schemes = [],
            Event = new EventLayout { Id = ["/id"], Type = "/type", Created = new("/at", EpochUnit.Seconds), OrderingKey = [["/about/order"]] },
        },
        EventList = new EventListDescriptor
        {
            Operation = ListEvents, Items = "/page/items", More = "/page/more", Cursor = "/id", CursorParameter = "older_than", LimitParameter = "limit", PageSize = 7,
        },
        Streams =
        [
            new StreamDescriptor
            {
                Name = "orders",
                Path = "/stream",
                SinceParameter = "since",
                IsListed = true,
                Carries = ["order.*", "refund.*"],
                Frames = new StreamFrames("/kind", "event", "hint", "fault"),
                Security = [KeyHeader],
                Filters =
                [
                    new("kinds", StreamFilterKind.Types), new("region", StreamFilterKind.List, "/about/region"), new("shop", StreamFilterKind.Text, "/about/shop"),
                ],
            },
        ],
    };

    public EventStream Stream { get; }

    public StreamStatus Status { get; private init; } = null!;

    public StreamSnapshot State => Status.Streams.SingleOrDefault() ?? new StreamSnapshot { Stream = Stream.Key };

    public IReadOnlyList<StreamItem> Items
    {
        get
        {
            lock (items)
                return [.. items];
        }
    }

    /// <summary>The ids of the delivered events, in order.</summary>
    public IReadOnlyList<string> Ids => [.. Items.OfType<StreamEvent>().Select(item => item.Envelope.Id)];

    public IReadOnlyList<StreamGap> Gaps => [.. Items.OfType<StreamGap>()];

    /// <summary>The newest cursor; null before the first.</summary>
    public string? Checkpoint => Items.OfType<StreamCheckpoint>().LastOrDefault()?.Cursor;

    /// <summary>Ends with the enumeration, and with its exception.</summary>
    public Task Ended => reading;

    /// <summary>Waits of milliseconds, and no audit: what a test sees does not depend on how long it takes.</summary>
    public static EventStreamOptions Fast()
    {
        var options = Patient();
        (options.RetryDelay, options.MaxRetryDelay, options.AuditInterval) = (TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(20), TimeSpan.FromDays(1));
        return options;
    }

    /// <summary>For a clock that runs much faster than the machine: what the machine needs time for, connecting and sending, is not measured by it.</summary>
    public static EventStreamOptions Patient() => new() { ConnectTimeout = TimeSpan.FromDays(1), IdleTimeout = TimeSpan.FromDays(1) };

    public static ProviderAccount Account(string name = ProviderAccount.DefaultName) => new() { Account = name, Provider = Provider, Environment = PaymentEnvironment.Test };

    /// <summary>Waits that depend on nothing but events of the server are short; the others run on <paramref name="clock"/>.</summary>
    public static EventStream Make(
        StreamAccount account, EventStreamOptions? options = null, TimeProvider? clock = null, StreamStatus? status = null,
        ApiCredentials? credentials = null, StreamCredentialSource? credential = null, ILogger<EventStream>? logger = null, string name = ProviderAccount.DefaultName,
        params KeyValuePair<string, string>[] filter) => new(
            Account(name), Provider.Streams[0], Transport(account, credentials), credential ?? (_ => ValueTask.FromResult(new StreamCredential(KeyHeader, StreamAccount.Key))),
            options ?? Fast(), filter, status, clock, logger);

    public static ApiTransport Transport(StreamAccount account, ApiCredentials? credentials = null) =>
        new(Http, account.Url, Provider, credentials ?? ApiCredentials.None.With("key", StreamAccount.Key));

    public static Following Start(
        StreamAccount account, string? cursor = null, EventStreamOptions? options = null, TimeProvider? clock = null, Func<StreamItem, Task>? consume = null,
        ApiCredentials? credentials = null, StreamCredentialSource? credential = null, ILogger<EventStream>? logger = null, string name = ProviderAccount.DefaultName,
        params KeyValuePair<string, string>[] filter)
    {
        var status = new StreamStatus(clock ?? TimeProvider.System);
        return new Following(Make(account, options, clock, status, credentials, credential, logger, name, filter), cursor, consume) { Status = status };
    }

    public Task UntilAsync(Func<Following, bool> condition, ManualTimeProvider? clock = null) => Eventually.TrueAsync(
        () =>
        {
            if (reading.IsFaulted)
                reading.GetAwaiter().GetResult();
            return condition(this);
        },
        clock is null ? null : () => clock.Advance(TimeSpan.FromSeconds(1)));

    /// <summary>As <see cref="UntilAsync"/>, but only waits before a connection pass: on this clock the machine needs no time to connect.</summary>
    public Task UntilReconnectedAsync(Func<Following, bool> condition, ManualTimeProvider clock) => UntilAsync(f =>
    {
        if (condition(f))
            return true;
        var wait = clock.NextDue - clock.GetUtcNow();
        if (f.State.Phase == StreamPhase.Disconnected && wait <= LongestReconnect)
            clock.Advance(wait.Value);
        return false;
    });

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await ((Task)reading).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Status.Dispose();
        stop.Dispose();
    }

    private async Task ReadAsync(string? cursor, Func<StreamItem, Task>? consume)
    {
        try
        {
            await foreach (var item in Stream.FollowAsync(cursor, stop.Token))
            {
                if (consume is not null)
                    await consume(item).WaitAsync(stop.Token);
                lock (items)
                    items.Add(item);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The test is over.
        }
    }
}
