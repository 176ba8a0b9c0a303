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
        services.AddShopPaymentsApi(new Uri(arguments[0]), _ => ApiCredentials.None.With("key", "k-1"));
        using var provider = services.BuildServiceProvider();
        var orders = provider.GetRequiredService<IOrdersClient>();

        var order = await orders.GetOrderAsync("o 1");
        Console.WriteLine($"read {order.Id} {order.Total} {order.Status} {order.Lines![0].Sku} {order.Buyer!.AsPerson!.Name} {order.AdditionalProperties["later"].GetString()}");
        var created = await orders.CreateOrderAsync(order with { Status = Order.StatusValue.Paid, Note = null });
        Console.WriteLine($"created {created.Id} {created.Status}");
        try
        {
            await orders.GetOrderAsync("none");
        }
        catch (ApiException<Error> exception)
        {
            Console.WriteLine($"failed {exception.StatusCode} {exception.Error.Code}");
        }

        // By the serializer, with the program's own metadata and the generated resolver side by side.
        var options = new JsonSerializerOptions { TypeInfoResolver = JsonTypeInfoResolver.Combine(CartContext.Default, ShopPaymentsJsonTypeInfoResolver.Default) };
        var json = JsonSerializer.Serialize(order, (JsonTypeInfo<Order>)options.GetTypeInfo(typeof(Order)));
        var cart = new Cart { Orders = [json] };
        var again = JsonSerializer.Deserialize(JsonSerializer.Serialize(cart, CartContext.Default.Cart), (JsonTypeInfo<Cart>)options.GetTypeInfo(typeof(Cart)))!;
        Console.WriteLine($"cart {JsonSerializer.Deserialize(again.Orders[0], (JsonTypeInfo<Order>)options.GetTypeInfo(typeof(Order)))!.Total}");
    }
}

/// <summary>A type of the program.</summary>
public sealed class Cart
{
    public List<string> Orders { get; set; } = [];
}

/// <summary>The program's own metadata.</summary>
[JsonSerializable(typeof(Cart))]
public sealed partial class CartContext : JsonSerializerContext;
