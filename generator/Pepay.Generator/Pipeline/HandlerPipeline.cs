using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Pepay.Generator.Diagnostics;
using Pepay.Generator.Emit;
using Pepay.Generator.Model;

namespace Pepay.Generator.Pipeline;

/// <summary>From event handlers to their registration.</summary>
internal static class HandlerPipeline
{
    /// <param name="areGenerated">Whether the project's specifications are generated: without their events most handlers would seem to be at fault.</param>
    public static void Register(IncrementalGeneratorInitializationContext context, IncrementalValuesProvider<ProviderModel> providers, IncrementalValueProvider<bool> areGenerated)
    {
        var candidates = context.SyntaxProvider
            .CreateSyntaxProvider(static (node, _) => HandlerReader.IsCandidate(node), static (syntax, token) => HandlerReader.Read(syntax, token))
            .SelectMany(static (handlers, _) => handlers)
            .Combine(areGenerated)
            .Where(static pair => pair.Right)
            .Select(static (pair, _) => pair.Left)
            .WithTrackingName(StepNames.HandlerCandidates);

        // An edit above a handler moves it; what is generated does not depend on the place.
        var handlers = candidates
            .Select(static (handler, _) => handler with { Location = null })
            .WithTrackingName(StepNames.Handlers)
            .Collect();
        var events = providers.Collect()
            .Select(static (providers, _) => Events(providers))
            .WithTrackingName(StepNames.EventIndex);
        var project = context.CompilationProvider
            .Select(static (compilation, _) => (Name: compilation.AssemblyName ?? "Assembly", Runs: compilation.Options.OutputKind is OutputKind.ConsoleApplication or OutputKind.WindowsApplication))
            .Combine(context.AnalyzerConfigOptionsProvider)
            .Select(static (pair, _) => Project(pair.Left.Name, pair.Left.Runs, pair.Right.GlobalOptions))
            .WithTrackingName(StepNames.Project);

        var tables = handlers.Combine(events).Combine(project)
            .Select(static (input, _) => HandlerMatcher.Table(input.Left.Left, input.Left.Right, input.Right))
            .WithTrackingName(StepNames.HandlerTables);
        context.RegisterSourceOutput(tables, static (output, table) =>
        {
            if (table is not null)
                output.AddSource("Pepay.Handlers.g.cs", HandlersEmitter.Emit(table));
        });

        ReportNotAdded(context, candidates, tables.Combine(project));
        var diagnostics = candidates.Combine(events)
            .Select(static (pair, _) => HandlerMatcher.Diagnose(pair.Left, pair.Right))
            .Where(static diagnostic => diagnostic is not null)
            .WithTrackingName(StepNames.HandlerDiagnostics);
        context.RegisterSourceOutput(diagnostics, static (output, diagnostic) => output.ReportDiagnostic(diagnostic!.ToDiagnostic()));
    }

    // The registration is internal, so only the program itself can call it.
    private static void ReportNotAdded(
        IncrementalGeneratorInitializationContext context, IncrementalValuesProvider<HandlerModel> candidates, IncrementalValueProvider<(HandlerTable? Table, ProjectInfo Project)> registration)
    {
        var calls = context.SyntaxProvider
            .CreateSyntaxProvider(static (node, _) => HandlerReader.IsRegistration(node), static (syntax, _) => ((SimpleNameSyntax)syntax.Node).Identifier.ValueText)
            .Collect()
            .Select(static (names, _) => EquatableArray<string>.From([.. new SortedSet<string>(names, StringComparer.Ordinal)]))
            .WithTrackingName(StepNames.HandlerCalls);
        var diagnostics = candidates.Combine(registration.Combine(calls))
            .Select(static (input, _) => HandlerMatcher.DiagnoseNotAdded(input.Left, input.Right.Left.Table, input.Right.Left.Project, input.Right.Right))
            .Where(static diagnostic => diagnostic is not null);
        context.RegisterSourceOutput(diagnostics, static (output, diagnostic) => output.ReportDiagnostic(diagnostic!.ToDiagnostic()));
    }

    private static ProjectInfo Project(string name, bool runs, AnalyzerConfigOptions options)
    {
        var ns = options.TryGetValue("build_property.RootNamespace", out var said) ? said : "";
        var isTest = options.TryGetValue("build_property.IsTestProject", out var test) && string.Equals(test, "true", StringComparison.OrdinalIgnoreCase);
        return new(name, ns, runs && !isTest);
    }

    private static EquatableArray<EventKey> Events(IReadOnlyList<ProviderModel> providers)
    {
        var events = new List<EventKey>();
        foreach (var provider in providers)
        {
            foreach (var @event in provider.Events)
                events.Add(new(provider.Descriptor.Name, @event.EventType, @event.TypeName));
        }

        return EquatableArray<EventKey>.From(events);
    }
}
