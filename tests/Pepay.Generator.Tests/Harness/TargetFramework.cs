using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Pepay.Generator.Tests.Harness;

/// <summary>What generated code is compiled against: a framework's reference assemblies, our runtime as built for it, and its version of C#.</summary>
internal sealed class TargetFramework
{
    private static readonly string[] RuntimeAssemblies =
        ["Pepay.Runtime", "Microsoft.Extensions.DependencyInjection.Abstractions", "Microsoft.Extensions.Logging.Abstractions"];

    private readonly Lazy<ImmutableArray<MetadataReference>> framework;
    private readonly Lazy<ImmutableArray<MetadataReference>> runtime;

    private TargetFramework(string name, LanguageVersion language, Func<IEnumerable<MetadataReference>> references, Func<string> runtimeFolder)
    {
        Name = name;
        Language = language;
        framework = new(() => [.. references()]);
        runtime = new(() =>
            [.. RuntimeAssemblies.Select(name => MetadataReference.CreateFromFile(Path.Combine(runtimeFolder(), name + ".dll")))]);
    }

    public static TargetFramework Net80 { get; } = new(
        "net8.0", LanguageVersion.CSharp12, () => Basic.Reference.Assemblies.Net80.References.All, () => Path.Combine(AppContext.BaseDirectory, "net8.0"));

    /// <summary>The SDK's own reference assemblies: no package has them. Its C# is newer than this compiler's newest but for the preview.</summary>
    public static TargetFramework Net100 { get; } = new("net10.0", LanguageVersion.Preview, SdkReferences, () => AppContext.BaseDirectory);

    public string Name { get; }

    public LanguageVersion Language { get; }

    public ImmutableArray<MetadataReference> Framework => framework.Value;

    public ImmutableArray<MetadataReference> Runtime => runtime.Value;

    public static TargetFramework Named(string name) => name == Net80.Name ? Net80 : Net100;

    private static IEnumerable<MetadataReference> SdkReferences()
    {
        var root = new FileInfo(typeof(object).Assembly.Location).Directory!.Parent!.Parent!.Parent!.FullName;
        var packs = Path.Combine(root, "packs", "Microsoft.NETCore.App.Ref");
        var newest = Directory.EnumerateDirectories(packs, "10.*").OrderBy(folder => Version.Parse(Path.GetFileName(folder).Split('-')[0])).Last();
        return Directory.EnumerateFiles(Path.Combine(newest, "ref", "net10.0"), "*.dll").Select(file => MetadataReference.CreateFromFile(file));
    }
}
