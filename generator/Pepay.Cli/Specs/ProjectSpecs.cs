using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json;
using Pepay.Cli.Output;
using Pepay.Generator.Changes;
using Pepay.Generator.Diagnostics;
using Pepay.Generator.Model;
using Pepay.Generator.Pipeline;
using Pepay.Generator.Reading;

namespace Pepay.Cli.Specs;

/// <summary>The <c>PepaySpec</c> items of a project, as MSBuild evaluates them.</summary>
internal static class ProjectSpecs
{
    /// <summary>Whether a path is that of a project file.</summary>
    public static bool IsProject(string path) => Path.GetExtension(path).EndsWith("proj", StringComparison.OrdinalIgnoreCase);

    /// <summary>Everything that a build would say of the items and of the baseline beside the project.</summary>
    /// <exception cref="CommandException">The project cannot be evaluated, or a file is missing.</exception>
    public static async Task<IReadOnlyList<DiagnosticInfo>> DiagnoseAsync(string project, CancellationToken cancellationToken)
    {
        var inputs = GroupSpecs.Group(await ReadAsync(project, cancellationToken));
        var path = Path.Combine(Path.GetDirectoryName(project)!, SpecLock.FileName);
        ImmutableArray<SpecLock> locks = File.Exists(path) ? [SpecLock.Parse(path, await File.ReadAllTextAsync(path, cancellationToken))] : [];
        return
        [
            .. inputs.Diagnostics,
            .. SpecPipeline.LockProblems(locks, inputs),
            .. inputs.Providers.SelectMany(input => ProviderReader.Read(SpecPipeline.WithBaseline(input, locks), cancellationToken).Diagnostics),
        ];
    }

    /// <exception cref="CommandException">The project cannot be evaluated or has no item, or a file is missing.</exception>
    public static async Task<List<SpecItem>> ReadAsync(string project, CancellationToken cancellationToken)
    {
        using var items = JsonDocument.Parse(await EvaluateAsync(project, cancellationToken));
        var read = new List<SpecItem>();
        foreach (var item in items.RootElement.GetProperty("Items").GetProperty("PepaySpec").EnumerateArray())
        {
            var path = Text("FullPath")!;
            if (!File.Exists(path))
                throw new CommandException(ExitCodes.Failed, $"The specification '{path}' does not exist: correct Include of its <PepaySpec> item.");
            read.Add(new(path, await File.ReadAllTextAsync(path, cancellationToken), Text("Namespace") ?? "", Text("ClientName"), Text("Visibility"))
            {
                Filter = new(Names("Include"), Names("Exclude")),
                Number = Text("Number"),
                Schemas = Text("Schemas"),
            });

            OperationNames Names(string prefix) => new(List(prefix + "Tags"), List(prefix + "Paths"), List(prefix + "Operations"));

            EquatableArray<string> List(string name) => new([.. Text(name)?.Split([',', ';'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? []]);

            string? Text(string name) => item.TryGetProperty(name, out var value) && value.GetString()?.Trim() is { Length: > 0 } text ? text : null;
        }

        return read.Count > 0 ? read : throw new CommandException(ExitCodes.Failed, $"'{project}' has no <PepaySpec> item.");
    }

    private static async Task<string> EvaluateAsync(string project, CancellationToken cancellationToken)
    {
        using var process = Start(new ProcessStartInfo("dotnet", ["msbuild", project, "-getItem:PepaySpec", "-nologo"])
        {
            RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Path.GetDirectoryName(project)!,
        });
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var error = process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return process.ExitCode == 0 ? await output : throw new CommandException(ExitCodes.Failed, $"'{project}' cannot be evaluated:\n{(await output + await error).Trim()}");
    }

    private static Process Start(ProcessStartInfo dotnet)
    {
        try
        {
            return Process.Start(dotnet)!;
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            throw new CommandException(ExitCodes.Failed, $"'{dotnet.FileName}' cannot be started, which evaluates the project: {exception.Message}. Install the .NET SDK, or add its folder to PATH.", exception);
        }
    }
}
