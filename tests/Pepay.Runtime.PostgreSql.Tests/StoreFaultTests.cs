using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Pepay.Runtime.AspNetCore;
using Pepay.Runtime.AspNetCore.Tests;
using Pepay.Runtime.Dispatch;
using static Pepay.Runtime.PostgreSql.Tests.DispatchHost;

namespace Pepay.Runtime.PostgreSql.Tests;

/// <summary>A database that is away, and comes back: 503 meanwhile, nothing accepted is lost, nothing needs a restart.</summary>
public sealed class StoreFaultTests
{
    [Fact]
    public async Task When_the_database_is_down_at_start_Should_answer_503_and_go_on_when_it_is_there()
    {
        await using var server = await PostgreSqlServer.StartAsync();
        await using var source = NpgsqlDataSource.Create(await server.CreateDatabaseAsync());
        await server.StopAsync();
        await using var endpoint = Endpoint(source);
        await using var host = await StartAsync(source, _ => { });
        (await SendAsync(endpoint, "e1")).ShouldBe(503);

        await server.StartAgainAsync();
        await Eventually.TrueAsync(async () => await SendAsync(endpoint, "e1") == 200);
        await host.UntilDoneAsync(1);
    }

    [Fact]
    public async Task When_the_database_fails_in_the_middle_Should_lose_and_double_nothing()
    {
        await using var server = await PostgreSqlServer.StartAsync();
        await using var source = NpgsqlDataSource.Create(await server.CreateDatabaseAsync());
        await FailWhileWorkingAsync(source, async endpoint =>
        {
            await server.StopAsync();
            (await SendAsync(endpoint, "while down")).ShouldBe(503);
            await server.StartAgainAsync();
        });
    }

    [Fact]
    public async Task When_the_database_hangs_Should_answer_503_at_the_deadline_and_keep_what_it_was_given()
    {
        await using var server = await PostgreSqlServer.StartAsync();
        await using var source = NpgsqlDataSource.Create(await server.CreateDatabaseAsync());
        await using var endpoint = new WebhookServer(services => services.AddPepayPostgreSql(source));
        await using var host = await StartAsync(source, services => Handle(services, static (_, _) => Task.CompletedTask));
        (await SendAsync(endpoint, "before")).ShouldBe(200);
        var answerWithin = new WebhookEndpointOptions().AnswerWithin;

        await server.PauseAsync();
        try
        {
            foreach (var id in new[] { "hanging 1", "hanging 2" })
            {
                // Nothing but the deadline waits for this clock.
                var answering = SendAsync(endpoint, id);
                await Eventually.TrueAsync(() => endpoint.Clock.NextDue is not null);
                endpoint.Clock.Advance(answerWithin);
                (await answering.Soon()).ShouldBe(503);
            }
        }
        finally
        {
            await server.ResumeAsync();
        }

        // Handed over before they were answered: nobody has to send them again, and a sender that does is told so.
        await host.UntilDoneAsync(3);
        (await SendAsync(endpoint, "hanging 1")).ShouldBe(200);
        await host.UntilDoneAsync(3);
    }

    [Fact]
    public async Task When_connections_are_cut_Should_lose_and_double_nothing()
    {
        await using var database = await TemporaryPostgreSql.CreateAsync();
        await FailWhileWorkingAsync(database.Source, async _ =>
        {
            for (var i = 0; i < 10; i++)
            {
                await using var own = new NpgsqlConnection(database.ConnectionString + ";Pooling=false");
                await own.OpenAsync();
                await using var cut = new NpgsqlCommand("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()", own);
                await cut.ExecuteNonQueryAsync();
            }
        });
    }

    /// <summary>Four senders that repeat each event until it is accepted, handlers with an effect each, and a fault three times in between.</summary>
    private static async Task FailWhileWorkingAsync(NpgsqlDataSource source, Func<WebhookServer, Task> fault)
    {
        await using (var create = source.CreateCommand("CREATE TABLE effect (name text)"))
            await create.ExecuteNonQueryAsync();
        await using var endpoint = Endpoint(source);
        await using var host = await StartAsync(source, services => Handle(services, async (context, token) =>
            await WriteAsync(await context.BeginTransactionAsync(token), $"INSERT INTO effect VALUES ('{context.EventId}')")));
        using var enough = new CancellationTokenSource();
        var accepted = new ConcurrentQueue<string>();
        var senders = Enumerable.Range(0, 4).Select(sender => Task.Run(async () =>
        {
            for (var i = 0; !enough.IsCancellationRequested; i++)
            {
                var id = $"s{sender}-{i}";
                await Eventually.TrueAsync(async () => await SendAsync(endpoint, id) == 200);
                accepted.Enqueue(id);
            }
        })).ToArray();

        for (var round = 1; round <= 3; round++)
        {
            var before = accepted.Count;
            await Eventually.TrueAsync(() => accepted.Count > before + 20);
            await fault(endpoint);
        }

        var last = accepted.Count;
        await Eventually.TrueAsync(() => accepted.Count > last + 20);
        await enough.CancelAsync();
        await Task.WhenAll(senders);

        // Leases of deliveries whose end could not be stored run out first.
        await Eventually.TrueAsync(async () => (await EffectsAsync(source)).Length >= accepted.Count && (await host.Store.CountAsync(default)).Waiting == 0);
        var effects = await EffectsAsync(source);
        effects.Where(name => name != "while down").ShouldBe(accepted.Order(StringComparer.Ordinal));
    }

    private static WebhookServer Endpoint(NpgsqlDataSource source)
    {
        var server = new WebhookServer(services => services.AddPepayPostgreSql(source).AddSingleton(TimeProvider.System));
        server.Clock.Advance(DateTimeOffset.UtcNow - server.Clock.GetUtcNow());
        return server;
    }

    private static async Task<int> SendAsync(WebhookServer endpoint, string id) =>
        (await endpoint.SendAsync(endpoint.Request($$"""{"id":"{{id}}","type":"invoice.updated"}"""))).Status;

    private static Task<DispatchHost> StartAsync(NpgsqlDataSource source, Action<IServiceCollection> configure) => DispatchHost.StartAsync(source, services =>
    {
        services.Configure<DispatchOptions>(options => (options.Lease, options.RetryDelay, options.MaxAttempts) = (TimeSpan.FromSeconds(2), TimeSpan.FromMilliseconds(50), 50));
        configure(services);
    });

    private static async Task<string[]> EffectsAsync(NpgsqlDataSource source)
    {
        await using var command = source.CreateCommand("SELECT name FROM effect");
        await using var row = await command.ExecuteReaderAsync();
        var names = new List<string>();
        while (await row.ReadAsync())
            names.Add(row.GetString(0));
        return [.. names.Order(StringComparer.Ordinal)];
    }
}
