using System.Data.Common;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Pepay.Runtime;
using Pepay.Runtime.Payments;
using Pepay.Runtime.PostgreSql;
using Pepay.Runtime.Sync;
using Pepay.Storefront.Components;
using Pepay.Storefront.Tests.Support;

namespace Pepay.Storefront.Tests;

/// <summary>The shop's one interface over EF Core on PostgreSQL: order and payment change in one transaction, or not at all.</summary>
public sealed class EntityFrameworkOrdersTests : IAsyncLifetime
{
    private readonly FakeCheckout provider = new();
    private TemporaryPostgreSql database = null!;
    private WebApplication app = null!;

    public async Task InitializeAsync()
    {
        database = await TemporaryPostgreSql.CreateAsync();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseTestServer();
        builder.Services.AddDbContext<ShopContext>(options => options.UseNpgsql(database.Source));
        builder.Services.AddPepayRuntime();
        builder.Services.AddPepayPostgreSql(database.Source);
        builder.Services.AddSingleton<IPaymentProvider>(provider);
        builder.Services.AddSingleton(provider.Account);
        builder.Services.AddPepayStorefront<EntityFrameworkOrders>();
        builder.Services.AddSingleton<IDataProtectionProvider, EphemeralDataProtectionProvider>();
        app = builder.Build();
        app.MapPepayStorefront();
        app.MapGet("/pay/{order}", static (string order) => new RazorComponentResult<PaymentForm>(new Dictionary<string, object?>
        {
            [nameof(PaymentForm.OrderNumber)] = order,
            [nameof(PaymentForm.Amount)] = new Money(50m, "USD"),
        }));
        await app.StartAsync();
        await using var scope = app.Services.CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<ShopContext>();
        await context.Database.ExecuteSqlRawAsync("CREATE TABLE orders (number text PRIMARY KEY, total numeric NOT NULL, currency text NOT NULL, paid boolean NOT NULL, fails boolean NOT NULL)");
        context.Orders.AddRange(new OrderRow { Number = "E-1", Total = 50m }, new OrderRow { Number = "E-2", Total = 50m, Fails = true });
        await context.SaveChangesAsync();
    }

    public async Task DisposeAsync()
    {
        await app.DisposeAsync();
        await database.DisposeAsync();
    }

    [Fact]
    public async Task Pay_TheOrderAndThePaymentAreStoredTogether()
    {
        var payment = await PayAsync("E-1");

        payment.State.WasPaid.ShouldBeTrue();
        (await database.QueryAsync("SELECT paid FROM orders WHERE number = 'E-1'")).ShouldBe(["True"]);
    }

    [Fact]
    public async Task Pay_TheShopThrows_NeitherIsStored()
    {
        await Should.ThrowAsync<InvalidOperationException>(() => PayAsync("E-2"));

        (await database.QueryAsync("SELECT paid FROM orders WHERE number = 'E-2'")).ShouldBe(["False"]);
        (await database.QueryAsync("SELECT received FROM pepay_payment WHERE order_number = 'E-2'")).ShouldBe(["0"]);
    }

    private async Task<Payment> PayAsync(string order)
    {
        var browser = new Browser(app.GetTestClient());
        (await browser.SubmitAsync(await browser.GetAsync("/pay/" + order), "form")).Status.ShouldBe(303);
        var store = app.Services.GetRequiredService<IPaymentStore>();
        var payment = (await store.ListByOrderAsync(order, default)).ShouldHaveSingleItem();
        provider.Set(payment, received: 50m);
        return (await app.Services.GetRequiredService<PaymentReconciler>().ReconcileAsync(payment.AttemptId, "webhook", default)).ShouldNotBeNull();
    }

    private sealed class OrderRow
    {
        public required string Number { get; init; }

        public decimal Total { get; init; }

        public string Currency { get; init; } = "USD";

        public bool Paid { get; set; }

        public bool Fails { get; init; }
    }

    private sealed class ShopContext(DbContextOptions<ShopContext> options) : DbContext(options)
    {
        public DbSet<OrderRow> Orders => Set<OrderRow>();

        protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.Entity<OrderRow>(static order =>
        {
            order.ToTable("orders").HasKey(static row => row.Number);
            order.Property(static row => row.Number).HasColumnName("number");
            order.Property(static row => row.Total).HasColumnName("total");
            order.Property(static row => row.Currency).HasColumnName("currency");
            order.Property(static row => row.Paid).HasColumnName("paid");
            order.Property(static row => row.Fails).HasColumnName("fails");
        });
    }

    /// <summary>All that a shop with EF Core writes.</summary>
    private sealed class EntityFrameworkOrders(ShopContext context) : IShopOrders
    {
        public async Task<ShopOrder?> FindAsync(string orderNumber, CancellationToken cancellationToken) =>
            await context.Orders.FindAsync([orderNumber], cancellationToken) is { } row
                ? new ShopOrder { Number = row.Number, Total = new Money(row.Total, row.Currency), Description = "Order " + row.Number }
                : null;

        public Task<bool> MayPayAsync(ShopOrder order, HttpContext http, CancellationToken cancellationToken) => Task.FromResult(true);

        public async Task ApplyAsync(PaymentChange change, DbTransaction? transaction, CancellationToken cancellationToken)
        {
            context.Database.SetDbConnection(transaction!.Connection, contextOwnsConnection: false);
            await context.Database.UseTransactionAsync(transaction, cancellationToken);
            var row = await context.Orders.SingleAsync(order => order.Number == change.After.OrderNumber, cancellationToken);
            row.Paid |= change.After.State.WasPaid;
            await context.SaveChangesAsync(cancellationToken);
            if (row.Fails)
                throw new InvalidOperationException("The shop could not.");
        }
    }
}
