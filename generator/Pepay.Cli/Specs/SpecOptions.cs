using System.CommandLine;
using Pepay.Cli.Output;
using Pepay.Generator.Model;
using Pepay.Generator.Pipeline;
using Pepay.Generator.Reading;

namespace Pepay.Cli.Specs;

/// <summary>The metadata of a <c>PepaySpec</c> item as options, by the same names.</summary>
internal sealed class SpecOptions
{
    private readonly Option<string> space = new("--namespace") { Description = "Namespace of the generated code.", DefaultValueFactory = static _ => "Api" };
    private readonly Option<string?> clientName = new("--client-name") { Description = "Name of the client class." };
    private readonly Option<string?> visibility = new("--visibility") { Description = "Public or Internal." };
    private readonly Option<string?> number = new("--number") { Description = "What numbers become: decimal or double." };
    private readonly Option<string?> schemas = new("--schemas") { Description = "Reached: those that an operation or event reaches; All: every schema." };
    private readonly Option<string[]> includeTags = Names("--include-tags");
    private readonly Option<string[]> excludeTags = Names("--exclude-tags");
    private readonly Option<string[]> includePaths = Names("--include-paths");
    private readonly Option<string[]> excludePaths = Names("--exclude-paths");
    private readonly Option<string[]> includeOperations = Names("--include-operations");
    private readonly Option<string[]> excludeOperations = Names("--exclude-operations");

    private Option[] All =>
        [space, clientName, visibility, number, schemas, includeTags, excludeTags, includePaths, excludePaths, includeOperations, excludeOperations];

    public void AddTo(Command command)
    {
        foreach (var option in All)
            command.Options.Add(option);
    }

    /// <summary>Whether any of it was given.</summary>
    public bool IsGiven(ParseResult arguments) => All.Any(option => arguments.GetResult(option) is { Implicit: false });

    /// <summary>Reads files as the generator would read the items of one namespace.</summary>
    /// <exception cref="CommandException">A file cannot be read, or an option has no such value.</exception>
    public IReadOnlyList<ProviderModel> Read(ParseResult arguments, IEnumerable<string> paths, CancellationToken cancellationToken)
    {
        var filter = new OperationFilter(
            new(List(arguments, includeTags), List(arguments, includePaths), List(arguments, includeOperations)),
            new(List(arguments, excludeTags), List(arguments, excludePaths), List(arguments, excludeOperations)));
        var items = Files(paths).Select(path => new SpecItem(
            path, Text(path), arguments.GetValue(space)!, arguments.GetValue(clientName), arguments.GetValue(visibility))
        {
            Filter = filter,
            Number = arguments.GetValue(number),
            Schemas = arguments.GetValue(schemas),
        });
        var inputs = GroupSpecs.Group([.. items]);
        if (inputs.Diagnostics.Count > 0)
            throw new CommandException(ExitCodes.Usage, $"The options do not fit: {inputs.Diagnostics[0].Arguments[1]}.");
        return [.. inputs.Providers.Select(input => ProviderReader.Read(input, cancellationToken))];
    }

    private static Option<string[]> Names(string name) => new(name) { Description = "Names, as in the item's metadata.", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = static _ => [] };

    private static EquatableArray<string> List(ParseResult arguments, Option<string[]> option) =>
        new([.. arguments.GetValue(option)!.SelectMany(static value => value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))]);

    // A folder stands for the specifications in it.
    private static IEnumerable<string> Files(IEnumerable<string> paths)
    {
        foreach (var path in paths)
        {
            if (File.Exists(path))
                yield return path;
            else if (!Directory.Exists(path))
                throw new CommandException(ExitCodes.Failed, $"'{path}' does not exist: name a specification or a folder with specifications.");
            else if (Specifications(path) is { Count: > 0 } files)
            {
                foreach (var file in files)
                    yield return file;
            }
            else
                throw new CommandException(ExitCodes.Failed, $"The folder '{path}' has no .json, .yaml or .yml file.");
        }
    }

    private static List<string> Specifications(string folder) =>
        [.. Directory.EnumerateFiles(folder).Where(static file => Path.GetExtension(file) is ".json" or ".yaml" or ".yml").Order(StringComparer.Ordinal)];

    private static string Text(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCodes.Failed, $"'{path}' cannot be read: {exception.Message}", exception);
        }
    }
}
