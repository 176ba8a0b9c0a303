using System.CommandLine;
using Microsoft.CodeAnalysis;
using Pepay.Cli.Output;
using Pepay.Generator.Changes;
using Pepay.Generator.Model;
using Pepay.Generator.Pipeline;
using Pepay.Generator.Reading;

namespace Pepay.Cli.Specs;

/// <summary><c>pepay spec accept</c>: writes what a project relies on of its specifications into its <c>pepay.spec.lock</c>.</summary>
internal static class AcceptCommand
{
    private static readonly Argument<string?> Project = new("project") { Description = "The project file, or its folder; the current folder if it is left out.", Arity = ArgumentArity.ZeroOrOne };

    public static Command Create()
    {
        var command = new Command("accept", $"Writes the baseline {SpecLock.FileName} beside a project: from then on its build fails where a specification breaks what is in it. Exit code 1, and nothing is written, when a specification has an error.")
        {
            Project, Screen.JsonOption,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        var screen = new Screen(arguments);
        var project = ProjectFile(arguments.GetValue(Project) ?? ".");
        var providers = await screen.WithProgressAsync("Reading", _ => ReadAsync(project, cancellationToken));
        var errors = providers.SelectMany(static provider => provider.Diagnostics).Select(static info => info.ToDiagnostic())
            .Where(static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).ToList();
        var path = Path.Combine(Path.GetDirectoryName(project)!, SpecLock.FileName);
        var accepted = errors.Count == 0 ? Changes(path, providers) : [];
        if (errors.Count == 0)
            await WriteAsync(path, SpecLock.Write(providers.Select(static provider => (provider.Namespace, ApiSurface.Of(provider)))), cancellationToken);

        screen.Show(new { Changes = accepted.Select(Difference.Of), Diagnostics = errors.Select(Finding.Of) }, console =>
        {
            if (errors.Count > 0)
            {
                LintCommand.Show(console, errors);
                console.Line($"Nothing was written: {path} is as it was.");
                return;
            }

            foreach (var change in accepted)
                console.Line($"  {change}{(change.Breaks == ChangeBreaks.Nobody ? "" : $" (breaks {change.Breaks.InWords()})")}");
            console.Line($"{path} has {string.Join(", ", providers.Select(static provider => provider.Namespace))}: commit it.");
        });
        return errors.Count == 0 ? ExitCodes.Success : ExitCodes.Found;
    }

    private static string ProjectFile(string path)
    {
        if (File.Exists(path))
            return Path.GetFullPath(path);
        var found = Directory.Exists(path) ? Directory.GetFiles(path, "*.*proj") : [];
        return found.Length == 1
            ? Path.GetFullPath(found[0])
            : throw new CommandException(ExitCodes.Failed, found.Length == 0 ? $"There is no project at '{path}': name the project file." : $"'{path}' has several projects: name one.");
    }

    private static async Task<List<ProviderModel>> ReadAsync(string project, CancellationToken cancellationToken)
    {
        var inputs = GroupSpecs.Group(await ProjectSpecs.ReadAsync(project, cancellationToken));
        if (inputs.Diagnostics.Count > 0)
            throw new CommandException(ExitCodes.Failed, inputs.Diagnostics[0].ToDiagnostic().ToString());
        return [.. inputs.Providers.Select(input => ProviderReader.Read(input, cancellationToken))];
    }

    // Since the baseline that is there; nothing when there is none, or none that can be read.
    private static List<SurfaceChange> Changes(string path, List<ProviderModel> providers)
    {
        var old = File.Exists(path) ? SpecLock.Parse(path, File.ReadAllText(path)).Baselines : default;
        return [.. old.SelectMany(baseline => providers.Where(provider => provider.Namespace == baseline.Namespace)
            .SelectMany(provider => SurfaceDiff.Compare(ApiSurface.Parse(baseline.Surface, out _), ApiSurface.Of(provider))))];
    }

    private static async Task WriteAsync(string path, string text, CancellationToken cancellationToken)
    {
        try
        {
            await File.WriteAllTextAsync(path, text, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCodes.Failed, $"'{path}' cannot be written: {exception.Message}", exception);
        }
    }
}
