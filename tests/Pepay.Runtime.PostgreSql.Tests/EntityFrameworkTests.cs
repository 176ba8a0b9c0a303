using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Pepay.Runtime.Dispatch;
using Pepay.Runtime.EntityFrameworkCore;
using Pepay.Runtime.Inbox;
using static Pepay.Tests.InboxEvents;

namespace Pepay.Runtime.PostgreSql.Tests;

/// <summary>Handlers that write through EF Core.</summary>
public sealed class EntityFrameworkTests : IAsyncLifetime
{
    private TemporaryPostgreSql database = null!;

    public async Task InitializeAsync()
    {
        database = await TemporaryPostgreSql.CreateAsync();
        await database.QueryAsync("""CREATE TABLE "Orders" ("Id" text PRIMARY KEY, "Attempt" int NOT NULL)""");
    }

    public async Task DisposeAsync() => await database.DisposeAsync();

    [Fact]
    public async Task Use_SavedChanges_CommitWithTheMarkExactlyOnce()
    {
        await using var host = await StartAsync(async (shop, context, token) =>
        {
            await context.UseAsync(shop, token);
            shop.Orders.Add(new Order { Id = context.EventId, Attempt = context.Attempt });
            await shop.SaveChangesAsync(token);
            (await shop.Orders.CountAsync(order => order.Id == context.EventId, token)).ShouldBe(1);
            if (context.EventId == "e1" && context.Attempt == 1)
                throw new InvalidOperationException("not now");
        });
        await host.Acceptor.AcceptAsync([Event("e1"), Event("e2"), Event("e3")]);
        await host.UntilDoneAsync(3);
        (await database.QueryAsync("""SELECT "Id" || "Attempt" FROM "Orders" ORDER BY 1""")).ShouldBe(["e12", "e21", "e31"]);
    }

    [Fact]
    public async Task Use_RetryingExecutionStrategy_IsRefusedWithWhatToDo()
    {
        await using var host = await StartAsync((shop, context, token) => context.UseAsync(shop, token), retry: true);
        await host.Acceptor.AcceptAsync([Event("e1")]);
        (await ErrorAsync(host)).ShouldContain("without EnableRetryOnFailure");
    }

    [Fact]
    public async Task Use_AfterTheContextHasOpenedItsConnection_IsRefused()
    {
        await using var host = await StartAsync(async (shop, context, token) =>
        {
            await shop.Database.OpenConnectionAsync(token);
            await context.UseAsync(shop, token);
        });
        await host.Acceptor.AcceptAsync([Event("e1")]);
        (await ErrorAsync(host)).ShouldContain("Call UseAsync before anything else");
    }

    private static async Task<string> ErrorAsync(DispatchHost host)
    {
        var error = "";
        await Eventually.TrueAsync(async () =>
        {
            var listed = (await host.Store.ListAsync(new InboxQuery(), default)).Single();
            error = (await host.Store.GetAsync(listed.Id, default))!.Deliveries.FirstOrDefault()?.LastError ?? "";
            return error.Length > 0;
        });
        return error;
    }

    private Task<DispatchHost> StartAsync(Func<Shop, EventContext, CancellationToken, Task> handler, bool retry = false) => DispatchHost.StartAsync(database.Source, services =>
    {
        services.AddDbContext<Shop>(options => options.UseNpgsql(database.ConnectionString, npgsql => _ = retry ? npgsql.EnableRetryOnFailure() : npgsql));
        services.Configure<DispatchOptions>(options => options.RetryDelay = TimeSpan.FromMilliseconds(10));
        services.AddEventHandler(new HandlerDescriptor("orders", "pepay", HandlerDescriptor.Any, (scope, context, token) => handler(scope.GetRequiredService<Shop>(), context, token)));
    });

    private sealed class Shop(DbContextOptions<Shop> options) : DbContext(options)
    {
        public DbSet<Order> Orders => Set<Order>();
    }

    private sealed class Order
    {
        public required string Id { get; set; }

        public int Attempt { get; set; }
    }
}
