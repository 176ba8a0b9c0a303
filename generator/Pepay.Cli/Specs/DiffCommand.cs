using System.CommandLine;
using Pepay.Cli.Output;
using Pepay.Generator.Changes;
using Spectre.Console;

namespace Pepay.Cli.Specs;

/// <summary><c>pepay spec diff OLD NEW</c>: what a new specification changes, and whom that breaks.</summary>
internal static class DiffCommand
{
    private static readonly Argument<string> Old = new("old") { Description = "The specification as it was, or a folder with its files." };
    private static readonly Argument<string> New = new("new") { Description = "The specification as it is, or a folder with its files." };
    private static readonly Option<bool> OnlyBreaking = new("--breaking") { Description = "Leaves out what breaks nobody." };
    private static readonly SpecOptions Item = new();

    public static Command Create()
    {
        var command = new Command("diff", "Says what changed, and whom it breaks: callers, handlers of events, or the exchange with the provider. Exit code 1 when it breaks anybody.")
        {
            Old, New, OnlyBreaking, Screen.JsonOption,
        };
        Item.AddTo(command);
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        var screen = new Screen(arguments);
        var all = await screen.WithProgressAsync("Comparing", progress =>
        {
            var old = Surface(arguments, arguments.GetValue(Old)!, cancellationToken);
            progress(0.5);
            return SurfaceDiff.Compare(old, Surface(arguments, arguments.GetValue(New)!, cancellationToken));
        });
        var shown = arguments.GetValue(OnlyBreaking) ? [.. all.Where(static change => change.Breaks != ChangeBreaks.Nobody)] : all;
        screen.Show(shown.Select(Difference.Of), console => Show(console, shown));
        return all.Any(static change => change.Breaks != ChangeBreaks.Nobody) ? ExitCodes.Found : ExitCodes.Success;
    }

    private static ApiSurface Surface(ParseResult arguments, string path, CancellationToken cancellationToken)
    {
        var providers = Item.Read(arguments, [path], cancellationToken);
        if (providers.SelectMany(static provider => provider.Diagnostics).Select(static info => info.ToDiagnostic())
            .FirstOrDefault(static diagnostic => diagnostic.Severity == Microsoft.CodeAnalysis.DiagnosticSeverity.Error) is { } error)
            throw new CommandException(ExitCodes.Failed, $"'{path}' cannot be compared, because a part of it cannot be read: {error}");
        return ApiSurface.Of(providers[0]);
    }

    private static void Show(IAnsiConsole console, IReadOnlyList<SurfaceChange> changes)
    {
        Part(console, "Breaking", changes.Where(static change => change.Breaks != ChangeBreaks.Nobody));
        Part(console, "Compatible", changes.Where(static change => change.Breaks == ChangeBreaks.Nobody));
        if (changes.Count == 0)
            console.Line("No difference that anybody would notice.");
    }

    private static void Part(IAnsiConsole console, string title, IEnumerable<SurfaceChange> changes)
    {
        var list = changes.ToList();
        if (list.Count == 0)
            return;
        console.MarkupLineInterpolated($"[bold]{title}[/] ({list.Count})");
        foreach (var change in list)
        {
            console.Line($"  {change}");
            if (change.Breaks != ChangeBreaks.Nobody)
                console.Line($"      breaks {change.Breaks.InWords()}{(change.Code is { } code ? $": {code}" : "")}");
        }
    }
}

/// <summary>A change for programs.</summary>
internal sealed record Difference(string Kind, string Subject, string? Was, string? Is, IReadOnlyList<string> Breaks, string? Code)
{
    public static Difference Of(SurfaceChange change) =>
        new(change.Kind.ToString().ToLowerInvariant(), change.Subject, change.Was, change.Is, [.. change.Breaks.Names()], change.Code);
}
