using Microsoft.CodeAnalysis;
using Pepay.Generator.Tests.Harness;

namespace Pepay.Generator.Tests.Options;

/// <summary>What the metadata of an item does to the types that a program sees, as the compiler sees them.</summary>
public sealed class SurfaceTests
{
    private const string Spec = """
        openapi: 3.1.0
        tags: [{ name: Orders }]
        paths:
          /orders: { get: { operationId: listOrders, tags: [Orders], responses: { '200': { description: x, content: { application/json: { schema: { $ref: '#/components/schemas/Order' } } } } } } }
          /orders/{id}: { delete: { operationId: deleteOrder, tags: [Orders], parameters: [{ name: id, in: path, required: true, schema: { type: string } }], responses: { '204': { description: x } } } }
          /users: { get: { operationId: listUsers, tags: [Users], responses: { '204': { description: x } } } }
        components:
          schemas:
            Order:
              type: object
              required: [size, price]
              properties: { size: { type: number }, ratio: { type: number, format: double }, price: { type: number, x-money: { currency: usd } }, sizes: { type: array, items: { type: number } } }
        """;

    [Fact]
    public void Namespace_AndClientName_NameThePublicTypes()
    {
        var generation = Run(new SpecFileText("/specs/api.yaml", Spec) { Namespace = "Shop.Payments.Api", ClientName = "TillClient" });

        var types = Types(generation, "Shop.Payments.Api");
        types.ShouldContain("TillClient");
        types.ShouldContain("IOrdersClient");
        types.ShouldContain("Order");
        generation.Output.GetTypeByMetadataName("Shop.Payments.Api.TillClient")!.GetMembers().Select(member => member.Name).ShouldContain("Orders");
    }

    [Fact]
    public void ClientName_Absent_IsMadeOfTheNamespace() =>
        Types(Run(new SpecFileText("/specs/api.yaml", Spec) { Namespace = "Shop.Payments.Api" }), "Shop.Payments.Api").ShouldContain("ShopPaymentsClient");

    [Theory]
    [InlineData(null, Accessibility.Public)]
    [InlineData("Public", Accessibility.Public)]
    [InlineData("Internal", Accessibility.Internal)]
    public void Visibility_IsThatOfEveryType(string? visibility, Accessibility expected)
    {
        var generation = Run(new SpecFileText("/specs/api.yaml", Spec) { Visibility = visibility });

        Namespace(generation, "Sample").GetTypeMembers().ShouldAllBe(type => type.DeclaredAccessibility == expected);
        Namespace(generation, "Sample").GetTypeMembers().Length.ShouldBeGreaterThan(5);
    }

    [Theory]
    [InlineData(null, "decimal")]
    [InlineData("decimal", "decimal")]
    [InlineData("double", "double")]
    public void Number_IsTheTypeOfNumbersThatAreNoMoney(string? number, string expected)
    {
        var spec = new SpecFileText("/specs/api.yaml", Spec);
        if (number is not null)
            spec.Metadata["Number"] = number;

        var order = Run(spec).Output.GetTypeByMetadataName("Sample.Order")!;

        Type(order, "Size").ShouldBe(expected);
        Type(order, "Ratio").ShouldBe("double?");
        Type(order, "Price").ShouldBe("decimal");
        Type(order, "Sizes").ShouldBe($"System.Collections.Generic.IReadOnlyList<{expected}>?");
    }

    [Theory]
    [InlineData("IncludeTags", "Orders", "IOrdersClient.DeleteOrderAsync IOrdersClient.ListOrdersAsync")]
    [InlineData("ExcludeTags", "Orders", "IUsersClient.ListUsersAsync")]
    [InlineData("IncludePaths", "/orders", "IOrdersClient.ListOrdersAsync")]
    [InlineData("IncludePaths", "/orders*", "IOrdersClient.DeleteOrderAsync IOrdersClient.ListOrdersAsync")]
    [InlineData("ExcludePaths", "/orders/*, /users", "IOrdersClient.ListOrdersAsync")]
    [InlineData("IncludeOperations", "listUsers", "IUsersClient.ListUsersAsync")]
    [InlineData("ExcludeOperations", "listUsers", "IOrdersClient.DeleteOrderAsync IOrdersClient.ListOrdersAsync")]
    public void Operations_AreThoseThatAreSelected(string key, string value, string expected)
    {
        var generation = Run(new SpecFileText("/specs/api.yaml", Spec) { Metadata = { [key] = value } });

        var methods = Namespace(generation, "Sample").GetTypeMembers().Where(type => type.TypeKind == TypeKind.Interface && type.Name.EndsWith("Client", StringComparison.Ordinal))
            .SelectMany(type => type.GetMembers().OfType<IMethodSymbol>().Select(method => type.Name + "." + method.Name)).Order(StringComparer.Ordinal);
        string.Join(' ', methods).ShouldBe(expected);
    }

    private static Generation Run(SpecFileText spec) => Generation.Run([spec]).HasNoDiagnostics().Compiles();

    private static string Type(INamedTypeSymbol type, string property) => type.GetMembers(property).OfType<IPropertySymbol>().Single().Type.ToDisplayString();

    private static INamespaceSymbol Namespace(Generation generation, string name) =>
        name.Split('.').Aggregate(generation.Output.Assembly.GlobalNamespace, (ns, part) => ns.GetNamespaceMembers().Single(inner => inner.Name == part));

    private static IEnumerable<string> Types(Generation generation, string ns) =>
        Namespace(generation, ns).GetTypeMembers().Where(type => type.DeclaredAccessibility == Accessibility.Public).Select(type => type.Name);
}
