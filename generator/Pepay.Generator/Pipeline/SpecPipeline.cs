using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Pepay.Generator.Changes;
using Pepay.Generator.Diagnostics;
using Pepay.Generator.Emit;
using Pepay.Generator.Model;
using Pepay.Generator.Reading;

namespace Pepay.Generator.Pipeline;

/// <summary>From specification files to records, clients and events.</summary>
internal static class SpecPipeline
{
    /// <returns>The providers that are generated, and false where there would be some but for what the project lacks.</returns>
    public static (IncrementalValuesProvider<ProviderModel> Providers, IncrementalValueProvider<bool> AreGenerated) Register(IncrementalGeneratorInitializationContext context)
    {
        var inputs = context.AdditionalTextsProvider
            .Combine(context.AnalyzerConfigOptionsProvider)
            .Select(static (pair, token) => SpecItem.From(pair.Left, pair.Right, token))
            .Where(static item => item is not null)
            .WithTrackingName(StepNames.SpecItems)
            .Collect()
            .Select(static (items, _) => GroupSpecs.Group(items!))
            .WithTrackingName(StepNames.ProviderInputs);
        var prerequisites = context.CompilationProvider
            .Select(static (compilation, _) => Prerequisites.Of(compilation))
            .WithTrackingName(StepNames.Prerequisites);
        context.RegisterSourceOutput(inputs.Combine(prerequisites), static (output, pair) => ReportProject(output, pair.Left, pair.Right));

        var locks = context.AdditionalTextsProvider
            .Where(static file => string.Equals(Path.GetFileName(file.Path), SpecLock.FileName, StringComparison.OrdinalIgnoreCase))
            .Select(static (file, token) => SpecLock.Parse(file.Path, file.GetText(token)?.ToString() ?? ""))
            .WithTrackingName(StepNames.SpecLocks)
            .Collect();
        context.RegisterSourceOutput(locks.Combine(inputs), static (output, pair) =>
        {
            foreach (var problem in LockProblems(pair.Left, pair.Right))
                output.ReportDiagnostic(problem.ToDiagnostic());
        });

        var providers = inputs
            .SelectMany(static (inputs, _) => inputs.Providers)
            .Combine(locks)
            .Select(static (pair, _) => WithBaseline(pair.Left, pair.Right))
            .WithTrackingName(StepNames.LockedInputs)
            .Select(static (input, token) => ProviderReader.Read(input, token))
            .WithTrackingName(StepNames.ProviderModels)
            .Combine(prerequisites)
            .Where(static pair => pair.Right.AreMet)
            .Select(static (pair, _) => pair.Left)
            .WithTrackingName(StepNames.Providers);
        RegisterOutputs(context, providers);
        return (providers, inputs.Combine(prerequisites).Select(static (pair, _) => pair.Right.AreMet || pair.Left.Providers.Count == 0));
    }

    private static void ReportProject(SourceProductionContext output, ProviderInputs inputs, Prerequisites prerequisites)
    {
        if (!prerequisites.AreMet && inputs.Providers.Count > 0)
        {
            output.ReportDiagnostic(prerequisites.Problem(inputs.Providers[0].Files[0].Path).ToDiagnostic());
            return;
        }

        foreach (var diagnostic in inputs.Diagnostics)
            output.ReportDiagnostic(diagnostic.ToDiagnostic());
    }

    /// <summary>The input with what the locks have of its namespace.</summary>
    internal static ProviderInput WithBaseline(ProviderInput input, ImmutableArray<SpecLock> locks)
    {
        foreach (var file in locks)
        {
            foreach (var baseline in file.Baselines)
            {
                if (baseline.Namespace == input.Namespace)
                    return input with { Baseline = baseline };
            }
        }

        return input;
    }

    /// <summary>Why locks, or parts of them, cannot be used.</summary>
    internal static IEnumerable<DiagnosticInfo> LockProblems(ImmutableArray<SpecLock> locks, ProviderInputs inputs)
    {
        foreach (var file in locks)
        {
            if (file.Problem is { } problem)
                yield return Problem(file, problem, file.ProblemLine);
            foreach (var baseline in file.Baselines)
            {
                if (!inputs.Providers.Any(provider => provider.Namespace == baseline.Namespace))
                    yield return Problem(file, $"no specification of the project has the namespace {baseline.Namespace}", baseline.Line);
            }
        }

        static DiagnosticInfo Problem(SpecLock file, string problem, int line) =>
            new(DiagnosticIds.UnusableLock, new(file.Path, 0, 0, line, 0, line, 0), new([Path.GetFileName(file.Path), problem]));
    }

    private static void RegisterOutputs(IncrementalGeneratorInitializationContext context, IncrementalValuesProvider<ProviderModel> providers)
    {
        context.RegisterSourceOutput(
            providers.SelectMany(static (provider, _) => provider.Diagnostics).WithTrackingName(StepNames.SpecDiagnostics),
            static (output, diagnostic) => output.ReportDiagnostic(diagnostic.ToDiagnostic()));
        context.RegisterSourceOutput(
            providers.SelectMany(static (provider, _) => provider.Types).WithTrackingName(StepNames.TypeFiles),
            static (output, file) => output.AddSource(Hint(file.Namespace, file.Type.Name), TypeEmitter.Emit(file)));
        context.RegisterSourceOutput(
            providers.SelectMany(static (provider, _) => Clients(provider)).WithTrackingName(StepNames.ClientFiles),
            static (output, file) => output.AddSource(Hint(file.Namespace, file.Client.Name), ClientEmitter.Emit(file)));
        context.RegisterSourceOutput(
            providers.Select(static (provider, _) => Resolver(provider)).WithTrackingName(StepNames.ResolverFiles),
            static (output, file) => output.AddSource(Hint(file.Namespace, file.Name), ResolverEmitter.Emit(file)));
        context.RegisterSourceOutput(
            providers.Select(static (provider, _) => Shell(provider)).WithTrackingName(StepNames.ProviderFiles),
            static (output, file) => AddProvider(output, file));
    }

    private static void AddProvider(SourceProductionContext output, ProviderFile file)
    {
        foreach (var (name, source) in Sources(file))
            output.AddSource(Hint(file.Namespace, name), source);
    }

    /// <summary>Everything that is generated of a provider by its own specification: the names of the files and what is in them.</summary>
    internal static IEnumerable<(string Hint, string Source)> Files(ProviderModel provider)
    {
        foreach (var file in provider.Types)
            yield return (Hint(file.Namespace, file.Type.Name), TypeEmitter.Emit(file));
        foreach (var file in Clients(provider))
            yield return (Hint(file.Namespace, file.Client.Name), ClientEmitter.Emit(file));
        var resolver = Resolver(provider);
        yield return (Hint(resolver.Namespace, resolver.Name), ResolverEmitter.Emit(resolver));
        foreach (var (name, source) in Sources(Shell(provider)))
            yield return (Hint(provider.Namespace, name), source);
    }

    /// <summary>The files of a provider that are neither a type, a client nor the resolver.</summary>
    private static IEnumerable<(string Name, string Source)> Sources(ProviderFile file)
    {
        yield return (file.Names.Client, AggregateEmitter.Emit(file));
        yield return (file.Names.Operations, OperationsEmitter.Emit(file));
        yield return (file.Names.Descriptor, DescriptorEmitter.Emit(file));
        yield return (file.Names.Events, EventsEmitter.Emit(file));
        yield return (file.Names.Registration, RegistrationEmitter.Emit(file));
    }

    private static EquatableArray<ClientFile> Clients(ProviderModel provider)
    {
        var files = new List<ClientFile>(provider.Clients.Count);
        foreach (var client in provider.Clients)
            files.Add(new(provider.Namespace, provider.IsPublic, provider.Names.Operations, client));
        return EquatableArray<ClientFile>.From(files);
    }

    private static ProviderFile Shell(ProviderModel provider) =>
        new(provider.Namespace, provider.IsPublic, provider.Names, provider.Descriptor, provider.Clients, provider.Events);

    private static ResolverFile Resolver(ProviderModel provider)
    {
        var names = new List<string>();
        foreach (var file in provider.Types)
            List(file.Type, names);
        return new(provider.Namespace, provider.IsPublic, provider.Names.Resolver, EquatableArray<string>.From(names));
    }

    private static void List(TypeModel type, List<string> names)
    {
        names.Add(type.FullName);
        foreach (var nested in type.Nested)
            List(nested, names);
    }

    private static string Hint(string ns, string name) => ns + "." + name + ".g.cs";
}
