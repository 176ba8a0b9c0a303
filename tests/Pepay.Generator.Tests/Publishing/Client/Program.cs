using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.DependencyInjection;
using Pepay.Runtime.Http;
using Shop.Payments;

namespace Shop;

/// <summary>What a shop's program does with generated code, in all the ways that trimming could break. The address of the API is its argument.</summary>
public static class Program
{
    public static async Task Main(string[] arguments)
    {
        var services = new ServiceCollection();
        services.AddShopPayments(new Uri(arguments[0]), _ => ApiCredentials.None.With("key", "k-1"));
        using var provider = services.BuildServiceProvider();
        var orders = provider.GetRequiredService<IOrdersClient>();

        var order = await orders.GetOrderAsync("o 1");
        Console.WriteLine($"read {order.Id} {order.Total} {order.Status} {order.Lines![0].Sku} {order.Buyer!.AsPerson!.Name} {order.AdditionalProperties["later"].GetString()}");
        var created = await orders.CreateOrderAsync(order with { Status = OrderStatus.Paid, Note = null });
        Console.WriteLine($"created {created.Id} {created.Status}");
        try
        {
            await orders.GetOrderAsync("none");
        }
        catch (ApiException<Error> exception)
        {
            Console.WriteLine($"failed {(int)exception.StatusCode} {exception.Error.Code}");
        }

        // Inside a type of the program's own, through its own context and the generated resolver.
        var options = new JsonSerializerOptions { TypeInfoResolver = JsonTypeInfoResolver.Combine(CartContext.Default, ShopPaymentsJsonTypeInfoResolver.Default) };
        var cart = new Cart { Orders = [order] };
        var json = JsonSerializer.Serialize(cart, (JsonTypeInfo<Cart>)options.GetTypeInfo(typeof(Cart)));
        var again = JsonSerializer.Deserialize(json, (JsonTypeInfo<Cart>)options.GetTypeInfo(typeof(Cart)))!;
        Console.WriteLine($"cart {again.Orders[0].Id} {again.Orders[0].Total}");
    }
}

/// <summary>A type of the program.</summary>
public sealed class Cart
{
    public List<Order> Orders { get; set; } = [];
}

/// <summary>The program's own metadata.</summary>
[JsonSerializable(typeof(Cart))]
public sealed partial class CartContext : JsonSerializerContext;
