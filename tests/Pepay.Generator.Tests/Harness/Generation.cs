using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Pepay.Generator.Tests.Harness;

/// <summary>One run of the generator inside a compilation, and what came of it.</summary>
internal sealed class Generation
{
    // What the SDK switches off too: a reference to an older version of an assembly is met by a newer one.
    private static readonly Dictionary<string, ReportDiagnostic> UnifiedVersions = new() { ["CS1701"] = ReportDiagnostic.Suppress, ["CS1702"] = ReportDiagnostic.Suppress };

    private Generation(GeneratorDriver driver, Compilation input, Compilation output, ImmutableArray<Diagnostic> diagnostics)
    {
        Driver = driver;
        Input = input;
        Output = output;
        Diagnostics = diagnostics;
    }

    public GeneratorDriver Driver { get; }

    public Compilation Input { get; }

    public Compilation Output { get; }

    /// <summary>What the generator reported.</summary>
    public ImmutableArray<Diagnostic> Diagnostics { get; }

    public IReadOnlyDictionary<string, string> Sources =>
        Driver.GetRunResult().Results.Single().GeneratedSources.ToDictionary(source => source.HintName, source => source.SourceText.ToString());

    /// <summary>The generator's diagnostics as <c>file(line,column): ID</c>, in order of place.</summary>
    public IReadOnlyList<string> Places => [.. Diagnostics.OrderBy(d => d.Location.GetLineSpan().Path, StringComparer.Ordinal).ThenBy(d => d.Location.GetLineSpan().StartLinePosition).Select(Place)];

    /// <summary>The compiler's warnings and errors, missing documentation among them.</summary>
    public IEnumerable<string> Complaints => Output.GetDiagnostics().Where(d => d.Severity >= DiagnosticSeverity.Warning).Select(d => d.ToString());

    public static Generation Run(string openApi) => Run([new SpecFileText("/specs/api.yaml", openApi)]);

    /// <summary>A run that generates schemas whether something reaches them or not.</summary>
    public static Generation RunAll(string openApi) => Run([new SpecFileText("/specs/api.yaml", openApi) { Metadata = { ["Schemas"] = "All" } }]);

    public static Generation Run(
        IEnumerable<SpecFileText> specs, string code = "", bool withRuntime = true, IEnumerable<MetadataReference>? references = null, TargetFramework? framework = null,
        LanguageVersion? language = null, OutputKind kind = OutputKind.DynamicallyLinkedLibrary, LockFile? locked = null)
    {
        framework ??= TargetFramework.Net100;
        var parse = new CSharpParseOptions(language ?? framework.Language, DocumentationMode.Diagnose);
        var compilation = CSharpCompilation.Create(
            "Sample.App",
            [CSharpSyntaxTree.ParseText(code, parse, "/src/Code.cs")],
            [.. framework.Framework, .. withRuntime ? framework.Runtime : [], .. references ?? []],
            new CSharpCompilationOptions(kind, nullableContextOptions: NullableContextOptions.Enable, specificDiagnosticOptions: UnifiedVersions));
        var driver = CSharpGeneratorDriver.Create(
            [new PepayGenerator().AsSourceGenerator()],
            locked is null ? specs : [.. specs, locked],
            parse,
            new SpecOptions(),
            new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));
        return Run(driver, compilation);
    }

    public static Generation Run(GeneratorDriver driver, Compilation compilation)
    {
        var after = driver.RunGeneratorsAndUpdateCompilation(compilation, out var output, out var diagnostics);
        return new(after, compilation, output, diagnostics);
    }

    /// <summary>The source of a generated type's file.</summary>
    public string Source(string name) => Sources["Sample." + name + ".g.cs"];

    /// <summary>Everything that the compiler has to say about the result, warnings and missing documentation included.</summary>
    public Generation Compiles()
    {
        Complaints.Take(10).ShouldBeEmpty();
        return this;
    }

    public Generation HasNoDiagnostics()
    {
        Diagnostics.Select(d => d.ToString()).ShouldBeEmpty();
        return this;
    }

    public MetadataReference ToReference()
    {
        Compiles();
        var image = new MemoryStream();
        Output.Emit(image).Success.ShouldBeTrue();
        return MetadataReference.CreateFromImage(image.ToArray());
    }

    private static string Place(Diagnostic diagnostic)
    {
        var span = diagnostic.Location.GetLineSpan();
        return $"{Path.GetFileName(span.Path)}({span.StartLinePosition.Line + 1},{span.StartLinePosition.Character + 1}): {diagnostic.Id}";
    }
}
