using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Pepay.Generator;

namespace Pepay.Runtime.AspNetCore.Tests;

/// <summary>The C# of the runtime's READMEs compiles as it stands, handlers' registration included, in a program that has what it names.</summary>
public sealed class ReadmeTests
{
    // What the SDK adds to every web project of its own accord.
    private const string ImplicitUsings = """
        global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq; global using System.Net.Http;
        global using System.Net.Http.Json; global using System.Threading; global using System.Threading.Tasks; global using Microsoft.AspNetCore.Builder;
        global using Microsoft.AspNetCore.Hosting; global using Microsoft.AspNetCore.Http; global using Microsoft.AspNetCore.Routing;
        global using Microsoft.Extensions.Configuration; global using Microsoft.Extensions.DependencyInjection; global using Microsoft.Extensions.Hosting;
        global using Microsoft.Extensions.Logging;

        """;

    private const string ShopContext = """
        sealed class Shipment { public int Id { get; set; } public string? Purchase { get; set; } }
        sealed class ShopContext : Microsoft.EntityFrameworkCore.DbContext { public Microsoft.EntityFrameworkCore.DbSet<Shipment> Shipments => Set<Shipment>(); }
        static class Start { static void Main() => MyShop.MyShopHandlerRegistration.AddMyShopHandlers(new ServiceCollection()); }
        """;

    private const string StreamStart = """
        static class Start
        {
            static void Handle(IPepayEvent e) { }
            static void ReadAgainWhatMustNotBeWrong(StreamGap gap) { }
            static void Main() { }
            static async Task FollowAsync(IServiceCollection services, PepayStreams streams, string? saved, CancellationToken cancellationToken)
            {
        """;

    [Theory]
    [InlineData("Pepay.Runtime", 0)]
    [InlineData("Pepay.Runtime", 1)]
    [InlineData("Pepay.Runtime.AspNetCore", 0)]
    [InlineData("Pepay.Runtime.Sqlite", 0)]
    [InlineData("Pepay.Runtime.PostgreSql", 0)]
    [InlineData("Pepay.Runtime.EntityFrameworkCore", 0)]
    [InlineData("Pepay.Runtime.RabbitMq", 0)]
    [InlineData("XPay.Api", 0)]
    public void Readme_CSharp_Compiles(string project, int block)
    {
        var compilation = CSharpCompilation.Create(
            "MyShop",
            [CSharpSyntaxTree.ParseText(ImplicitUsings), CSharpSyntaxTree.ParseText(Program(project, Blocks(project)[block]))],
            ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(static path => MetadataReference.CreateFromFile(path)),
            new CSharpCompilationOptions(OutputKind.ConsoleApplication, nullableContextOptions: NullableContextOptions.Enable));

        CSharpGeneratorDriver.Create(new PepayGenerator()).RunGeneratorsAndUpdateCompilation(compilation, out var output, out var diagnostics);

        diagnostics.ShouldBeEmpty();
        output.GetDiagnostics().Where(static diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning && diagnostic.Id is not ("CS1701" or "CS1702")).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("Pepay.Runtime", 2)]
    [InlineData("Pepay.Runtime.AspNetCore", 1)]
    [InlineData("Pepay.Runtime.Sqlite", 1)]
    [InlineData("Pepay.Runtime.PostgreSql", 1)]
    [InlineData("Pepay.Runtime.EntityFrameworkCore", 1)]
    [InlineData("Pepay.Runtime.RabbitMq", 1)]
    [InlineData("XPay.Api", 1)]
    public void Readme_EveryBlock_IsCompiledAbove(string project, int blocks) => Blocks(project).Count.ShouldBe(blocks);

    private static List<string> Blocks(string project) =>
        [.. Regex.Matches(File.ReadAllText(Path.Combine(Root(), "runtime", project, "README.md")), "^```csharp\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline).Select(static match => match.Groups[1].Value)];

    private static string Program(string project, string block)
    {
        var lines = block.Split('\n');
        var usings = string.Join('\n', lines.TakeWhile(static line => line.Length == 0 || line.StartsWith("using ", StringComparison.Ordinal)));
        var rest = block[usings.Length..];
        if (project == "Pepay.Runtime.EntityFrameworkCore")
            return block + ShopContext;
        if (rest.Contains("FollowAsync", StringComparison.Ordinal))
            return $"{usings}\n{StreamStart}{rest}}}}}";
        if (rest.Contains("WebApplication.CreateBuilder", StringComparison.Ordinal))
            return block;

        // A part of a program that has a builder, and an app once it is built.
        var app = rest.IndexOf("\napp.", StringComparison.Ordinal);
        var (before, after) = app < 0 ? (rest, "") : (rest[..app], rest[app..]);
        return $"{usings}\nvar builder = WebApplication.CreateBuilder(args);\n{before}\nvar app = builder.Build();\n{after}\napp.Run();";
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "PepayPlatform.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("The tests must run inside the repository.");
    }
}
