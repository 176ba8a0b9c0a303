using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Spectre.Console;

namespace Pepay.Cli.Output;

/// <summary>Where a command writes: for people, or with <c>--json</c> for programs.</summary>
internal sealed class Screen
{
    // Without a terminal there is no edge at which to break the lines of a table.
    private const int WidthOfFiles = 100_000;

    private static readonly JsonSerializerOptions Readable = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, Converters = { new JsonStringEnumConverter() },
    };

    private readonly TextWriter writer;
    private readonly bool json;

    public Screen(ParseResult arguments)
    {
        writer = arguments.InvocationConfiguration.Output;
        json = arguments.GetValue(JsonOption);
    }

    /// <summary>The flag of every command that gives results.</summary>
    public static Option<bool> JsonOption { get; } = new("--json") { Description = "Writes the result as JSON." };

    /// <summary>Writes a result once: as JSON, or by what <paramref name="show"/> does with a console.</summary>
    public void Show<T>(T result, Action<IAnsiConsole> show)
    {
        if (json)
        {
            writer.WriteLine(JsonSerializer.Serialize(result, Readable));
            return;
        }

        var isTerminal = ReferenceEquals(writer, Console.Out) && !Console.IsOutputRedirected;
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = isTerminal ? AnsiSupport.Detect : AnsiSupport.No,
            Interactive = InteractionSupport.No,
        });
        if (!isTerminal)
            console.Profile.Width = WidthOfFiles;
        show(console);
    }
}

internal static class ScreenLines
{
    /// <summary>Writes one line as it is: unlike the console's own, never broken at the terminal's edge, so that it can be searched and copied.</summary>
    public static void Line(this IAnsiConsole console, string text) => console.Profile.Out.Writer.WriteLine(text);
}
