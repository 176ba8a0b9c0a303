using System.Globalization;
using Pepay.Generator.Tests.Harness;

namespace Pepay.Generator.Tests.Incremental;

public sealed class DeterminismTests
{
    [Fact]
    public void Output_DoesNotDependOnOrderCultureOrLineEnds()
    {
        var openApi = Repository.Spec("xpay.openapi.yaml");
        var events = Repository.Spec("xpay.events.yaml");
        var expected = Show(Generation.Run([new("/specs/xpay.openapi.yaml", openApi), new("/specs/xpay.events.yaml", events)]));

        var foreign = InForeignCulture(() => Show(Generation.Run([new("/specs/xpay.events.yaml", events), new("/specs/xpay.openapi.yaml", openApi)])));
        var windows = Show(Generation.Run([new("/specs/xpay.openapi.yaml", openApi.Replace("\n", "\r\n", StringComparison.Ordinal)), new("/specs/xpay.events.yaml", events)]));

        foreign.ShouldBe(expected);
        windows.ShouldBe(expected);
        expected.ShouldNotContain("\r");
    }

    [Fact]
    public void Output_OfFilesThatShareNames_DoesNotDependOnTheirOrder()
    {
        SpecFileText first = new("/specs/a.yaml", "openapi: 3.0.3\ncomponents:\n  schemas:\n    Thing: { type: object, properties: { a: { type: string } } }\n");
        SpecFileText second = new("/specs/b.yaml", "openapi: 3.0.3\ncomponents:\n  schemas:\n    Thing: { type: object, properties: { b: { type: string } } }\n");

        var expected = Generation.Run([first, second]);

        Show(Generation.Run([second, first])).ShouldBe(Show(expected));
        expected.Compiles().Source("Thing2").ShouldContain("string? B ");
    }

    [Fact]
    public void Output_OfInternalVisibility_HasNoPublicType()
    {
        var generation = Generation.Run(
        [
            new("/specs/xpay.openapi.yaml", Repository.Spec("xpay.openapi.yaml")) { Visibility = "Internal" },
            new("/specs/xpay.events.yaml", Repository.Spec("xpay.events.yaml")),
        ]);

        generation.HasNoDiagnostics().Compiles();
        generation.Output.Assembly.GlobalNamespace.GetNamespaceMembers().Single(ns => ns.Name == "Sample").GetTypeMembers()
            .ShouldAllBe(type => type.DeclaredAccessibility == Microsoft.CodeAnalysis.Accessibility.Internal);
    }

    private static string Show(Generation generation)
    {
        generation.HasNoDiagnostics();
        return string.Concat(generation.Sources.OrderBy(source => source.Key, StringComparer.Ordinal).Select(source => $"=== {source.Key}\n{source.Value}"));
    }

    private static T InForeignCulture<T>(Func<T> run)
    {
        var before = CultureInfo.CurrentCulture;
        var foreign = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        foreign.NumberFormat.NegativeSign = "minus";
        foreign.NumberFormat.NumberDecimalSeparator = ",";
        CultureInfo.CurrentCulture = foreign;
        try
        {
            return run();
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}
