using System.CommandLine;
using System.Text.RegularExpressions;
using Pepay.Cli.Output;
using Spectre.Console;

namespace Pepay.Cli.Shops;

/// <summary><c>pepay new shop</c>: a shop that takes a simulated payment. Its program is the storefront's "First payment", which its README shows.</summary>
internal static partial class NewShopCommand
{
    private static readonly Argument<string> Name = new("name") { Description = "The shop's name: letters, digits, dots and underscores." };
    private static readonly Option<string?> Folder = new("--output", "-o") { Description = "Where to; without it a new folder of the shop's name.", HelpName = "FOLDER" };
    private static readonly Option<string?> Packages = new("--packages") { Description = "A folder or address with the Pepay packages, where they are on no registry that NuGet knows.", HelpName = "SOURCE" };

    public static Command Create()
    {
        var shop = new Command("shop", "Writes a shop that takes a simulated payment: program, order table, settings, README.") { Name, Folder, Packages, Screen.JsonOption };
        shop.SetAction(RunAsync);
        return new Command("new", "Starts something new.") { shop };
    }

    private static async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        var name = arguments.GetValue(Name)!;
        if (!ProjectName().IsMatch(name))
            throw new CommandException(ExitCodes.Usage, $"'{name}' cannot be the name of a project: use letters, digits, dots and underscores, a letter first.");
        var folder = Path.GetFullPath(arguments.GetValue(Folder) ?? name);
        var files = Files(name, Source(arguments.GetValue(Packages)));
        try
        {
            if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
                throw new CommandException(ExitCodes.Failed, $"'{folder}' is not empty, and nothing in it was touched: name another folder with --output.");
            Directory.CreateDirectory(folder);
            foreach (var (file, text) in files)
                await File.WriteAllTextAsync(Path.Combine(folder, file), text, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCodes.Failed, $"The folder '{folder}' cannot be written: {exception.Message}", exception);
        }

        new Screen(arguments).Show(
            new { Folder = folder, Files = files.Select(static file => file.Name) }, console => Show(console, folder, hasSource: arguments.GetValue(Packages) is not null));
        return ExitCodes.Success;
    }

    private static void Show(IAnsiConsole console, string folder, bool hasSource)
    {
        console.Line($"The shop is in {folder}. Start it with");
        console.Line("");
        console.Line($"  cd {folder}");
        console.Line("  dotnet run");
        console.Line("");
        console.Line("and pay at http://localhost:5000/orders/A-1. Its README.md says how to go on.");
        if (!hasSource)
            console.Line("If NuGet does not find the Pepay packages, say with --packages where they are: what 'dotnet pack -c Release' in a clone of PepayPlatform makes is in artifacts/packages.");
    }

    private static List<(string Name, string Text)> Files(string name, string? source)
    {
        var readme = Resource("storefront");
        var section = readme[readme.IndexOf("## First payment", StringComparison.Ordinal)..];
        List<(string, string)> files =
        [
            ($"{name}.csproj", Block(section, "xml")),
            ("Program.cs", Block(section, "csharp")),
            ("appsettings.json", Resource("appsettings.json")),
            ("README.md", Resource("README.md").Replace("{name}", name, StringComparison.Ordinal)),
            (".gitignore", Resource("gitignore")),
        ];
        if (source is not null)
            files.Add(("nuget.config", $"""
                <configuration>
                  <packageSources><add key="pepay" value="{System.Security.SecurityElement.Escape(source)}" /></packageSources>
                </configuration>

                """));
        return files;
    }

    // A folder must be found from wherever the shop is built.
    private static string? Source(string? packages) =>
        packages is null || Uri.TryCreate(packages, UriKind.Absolute, out var url) && !url.IsFile ? packages
        : Directory.Exists(packages) ? Path.GetFullPath(packages)
        : throw new CommandException(ExitCodes.Failed, $"The folder '{packages}' does not exist: --packages names where the Pepay packages are.");

    private static string Block(string section, string language) =>
        CodeBlock().Matches(section).First(match => match.Groups["language"].Value == language).Groups["code"].Value + "\n";

    private static string Resource(string name)
    {
        using var stream = typeof(NewShopCommand).Assembly.GetManifestResourceStream("shop/" + name)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }

    [GeneratedRegex(@"^[A-Za-z][A-Za-z0-9_.]*\z")]
    private static partial Regex ProjectName();

    [GeneratedRegex("```(?<language>[a-z]+)\n(?<code>.*?)\n```", RegexOptions.Singleline)]
    private static partial Regex CodeBlock();
}
