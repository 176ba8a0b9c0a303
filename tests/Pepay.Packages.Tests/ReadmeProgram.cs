using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Pepay.Generator;

namespace Pepay.Packages.Tests;

/// <summary>C# of a README, made into a program with what its reader has around it, compiled as a web project would be, and run.</summary>
internal static partial class ReadmeProgram
{
    // What the SDK adds to every web project of its own accord.
    private const string ImplicitUsings = """
        global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq; global using System.Net.Http; global using System.Net.Http.Json;
        global using System.Threading; global using System.Threading.Tasks; global using Microsoft.AspNetCore.Builder; global using Microsoft.AspNetCore.Hosting;
        global using Microsoft.AspNetCore.Http; global using Microsoft.AspNetCore.Routing; global using Microsoft.Extensions.Configuration;
        global using Microsoft.Extensions.DependencyInjection; global using Microsoft.Extensions.Hosting; global using Microsoft.Extensions.Logging;
        """;

    /// <summary>Everything that this test project has: the framework, our libraries and what they need.</summary>
    public static IReadOnlyList<PortableExecutableReference> References { get; } =
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(static path => MetadataReference.CreateFromFile(path))];

    /// <summary>Compiles a program as the project <c>MyShop</c>, with the generator, and runs it to its end.</summary>
    /// <param name="text">The program; lines that begin with <c>using</c> and end with a semicolon may stand anywhere.</param>
    /// <param name="arguments">Its arguments.</param>
    public static async Task RunAsync(string text, params string[] arguments)
    {
        var entry = Compile(text).EntryPoint!;
        await Task.Run(() => entry.Invoke(null, [arguments])).Soon();
    }

    private static Assembly Compile(string text)
    {
        var lines = text.Split('\n');
        var usings = lines.Where(static line => Using().IsMatch(line)).Distinct();
        var source = string.Join('\n', usings.Concat(lines.Where(static line => !Using().IsMatch(line))));
        var parse = new CSharpParseOptions(LanguageVersion.Latest);
        Compilation compilation = CSharpCompilation.Create(
            "MyShop", [CSharpSyntaxTree.ParseText(ImplicitUsings, parse), CSharpSyntaxTree.ParseText(source, parse)], References,
            new CSharpCompilationOptions(OutputKind.ConsoleApplication, nullableContextOptions: NullableContextOptions.Enable));
        CSharpGeneratorDriver.Create([new PepayGenerator().AsSourceGenerator()], parseOptions: parse).RunGeneratorsAndUpdateCompilation(compilation, out compilation, out var diagnostics);
        using var image = new MemoryStream();
        var emitted = compilation.Emit(image);
        diagnostics.Concat(emitted.Diagnostics).Where(static diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning && diagnostic.Id is not ("CS1701" or "CS1702"))
            .Select(static diagnostic => diagnostic.ToString()).ShouldBeEmpty(source);
        return Assembly.Load(image.ToArray());
    }

    [GeneratedRegex(@"^using [\w.]+( = [\w.]+)?;$")]
    private static partial Regex Using();
}
