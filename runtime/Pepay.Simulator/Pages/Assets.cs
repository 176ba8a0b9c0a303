namespace Pepay.Simulator.Pages;

/// <summary>The style sheet, from inside the assembly.</summary>
internal static class Assets
{
    public static void Map(IEndpointRouteBuilder endpoints) => endpoints.MapGet("/assets/{name}", (string name) =>
        typeof(Assets).Assembly.GetManifestResourceStream($"assets/{name}") is { } stream
            ? Results.Stream(stream, "text/css; charset=utf-8")
            : Results.NotFound());
}
