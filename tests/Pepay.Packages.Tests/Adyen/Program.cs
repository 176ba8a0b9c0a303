using Adyen.Webhooks;
using AdyenShop;
using Dapper;
using Microsoft.Data.Sqlite;
using Pepay.Runtime;
using Pepay.Runtime.AspNetCore;
using Pepay.Runtime.Dispatch;
using Pepay.Runtime.Sqlite;

var builder = WebApplication.CreateBuilder(args);
var database = SqliteFactory.Instance.CreateDataSource("Data Source=shop.db");
builder.Services.AddPepayRuntime();
builder.Services.AddPepaySqlite(database);
builder.Services.AddAdyen(options => options.HmacKey = builder.Configuration["Adyen:HmacKey"]);
builder.Services.AddAdyenShopHandlers();
database.OpenConnection().Execute("CREATE TABLE IF NOT EXISTS paid (reference TEXT, value INTEGER, currency TEXT, environment TEXT)");

var app = builder.Build();
app.MapPepayWebhooks();
app.MapGet("/paid", () => database.OpenConnection().Query<string>("SELECT reference || ' ' || value || ' ' || currency || ' ' || environment FROM paid ORDER BY reference"));
app.Run();

sealed class BookPayment : IEventHandler<AuthorisationEvent>
{
    public async Task HandleAsync(AuthorisationEvent e, EventContext context, CancellationToken cancellationToken)
    {
        if (e.NotificationRequestItem is not { Success: "true", Amount: { } amount } item)
            return;
        var transaction = await context.BeginTransactionAsync(cancellationToken);
        await transaction.Connection!.ExecuteAsync("INSERT INTO paid VALUES (@Reference, @Value, @Currency, @Environment)",
            new { Reference = item.MerchantReference, amount.Value, amount.Currency, Environment = context.Environment.ToString() }, transaction);
    }
}
