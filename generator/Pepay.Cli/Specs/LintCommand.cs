using System.CommandLine;
using Microsoft.CodeAnalysis;
using Pepay.Cli.Output;
using Pepay.Generator.Diagnostics;
using Spectre.Console;

namespace Pepay.Cli.Specs;

/// <summary><c>pepay spec lint</c>: every diagnostic of the generator that a specification can cause.</summary>
internal static class LintCommand
{
    private static readonly Argument<string[]> Files = new("files") { Description = "Specifications of one namespace, or folders with them; or one project file, for its items and the baseline beside it.", Arity = ArgumentArity.OneOrMore };
    private static readonly Option<bool> Strict = new("--strict") { Description = "Warnings count as errors." };
    private static readonly SpecOptions Item = new();

    public static Command Create()
    {
        var command = new Command("lint", "Says what is wrong with specifications. Exit code 1 when there is an error.") { Files, Strict, Screen.JsonOption };
        Item.AddTo(command);
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        var screen = new Screen(arguments);
        var read = await screen.WithProgressAsync("Reading", _ => ReadAsync(arguments, cancellationToken));
        var found = read.Select(static info => info.ToDiagnostic()).ToList();
        screen.Show(found.Select(Finding.Of), console => Show(console, found));
        var worst = arguments.GetValue(Strict) ? DiagnosticSeverity.Warning : DiagnosticSeverity.Error;
        return found.Exists(diagnostic => diagnostic.Severity >= worst) ? ExitCodes.Found : ExitCodes.Success;
    }

    private static async Task<IReadOnlyList<DiagnosticInfo>> ReadAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        var files = arguments.GetValue(Files)!;
        if (!files.Any(ProjectSpecs.IsProject))
            return await Task.Run(() => Item.Read(arguments, files, cancellationToken).SelectMany(static provider => provider.Diagnostics).ToList(), cancellationToken);
        if (files is not [var project] || Item.IsGiven(arguments))
            throw new CommandException(ExitCodes.Usage, "A project file stands alone: what options say of specifications, its <PepaySpec> items say.");
        return File.Exists(project)
            ? await ProjectSpecs.DiagnoseAsync(Path.GetFullPath(project), cancellationToken)
            : throw new CommandException(ExitCodes.Failed, $"'{project}' does not exist: name a project file.");
    }

    // The lines of the compiler, so that editors and build servers find the places.
    internal static void Show(IAnsiConsole console, List<Diagnostic> found)
    {
        foreach (var diagnostic in found)
            console.Line(diagnostic.ToString());
        console.Line(found.Count == 0 ? "Nothing is wrong." : string.Join(", ", found.GroupBy(static d => d.Severity).OrderByDescending(static g => g.Key)
            .Select(static g => $"{g.Count()} {(g.Key == DiagnosticSeverity.Info ? "note" : g.Key.ToString().ToLowerInvariant())}{(g.Count() == 1 ? "" : "s")}")));
    }
}

/// <summary>A diagnostic for programs. Line and column count from 1.</summary>
internal sealed record Finding(string Id, string Severity, string File, int Line, int Column, string Message, string Help)
{
    public static Finding Of(Diagnostic diagnostic)
    {
        var place = diagnostic.Location.GetLineSpan();
        return new(diagnostic.Id, diagnostic.Severity.ToString().ToLowerInvariant(), place.Path, place.StartLinePosition.Line + 1, place.StartLinePosition.Character + 1,
            diagnostic.GetMessage(System.Globalization.CultureInfo.InvariantCulture), diagnostic.Descriptor.HelpLinkUri);
    }
}
