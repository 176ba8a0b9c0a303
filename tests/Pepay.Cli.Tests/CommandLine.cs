using System.Text.Json;

namespace Pepay.Cli.Tests;

/// <summary>One run of the program: what a person would type, and see.</summary>
internal sealed record CommandLine(int Code, string Output, string Error)
{
    public JsonElement Json => JsonDocument.Parse(Output).RootElement;

    public static Task<CommandLine> RunAsync(params string[] arguments) => RunAsync(isTerminal: false, arguments);

    public static async Task<CommandLine> RunAsync(bool isTerminal, string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await PepayCommand.RunAsync(arguments, output, error, isTerminal, default);
        return new(code, output.ToString().ReplaceLineEndings("\n"), error.ToString().ReplaceLineEndings("\n"));
    }
}

/// <summary>Files in a folder of a test's own.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("pepay-cli-");

    public string Path => folder.FullName;

    public string File(string name, string text)
    {
        var path = System.IO.Path.Combine(Path, name);
        System.IO.File.WriteAllText(path, text);
        return path;
    }

    public void Dispose() => folder.Delete(recursive: true);
}
