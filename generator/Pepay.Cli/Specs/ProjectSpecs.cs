using System.Diagnostics;
using System.Text.Json;
using Pepay.Cli.Output;
using Pepay.Generator.Model;
using Pepay.Generator.Pipeline;
using Pepay.Generator.Reading;

namespace Pepay.Cli.Specs;

/// <summary>The <c>PepaySpec</c> items of a project, as MSBuild evaluates them.</summary>
internal static class ProjectSpecs
{
    /// <exception cref="CommandException">The project cannot be evaluated, or a file is missing.</exception>
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

        return read;
    }

    private static async Task<string> EvaluateAsync(string project, CancellationToken cancellationToken)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", ["msbuild", project, "-getItem:PepaySpec", "-nologo"])
        {
            RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Path.GetDirectoryName(project)!,
        })!;
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var error = process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return process.ExitCode == 0 ? await output : throw new CommandException(ExitCodes.Failed, $"'{project}' cannot be evaluated:\n{(await output + await error).Trim()}");
    }
}
