using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using Spectre.Console;

namespace Pepay.Cli.Output;

/// <summary>Where a command writes: for people, or with <c>--json</c> for programs.</summary>
internal sealed class Screen
{
    // As wide as a table ever gets: without a terminal there is no edge at which to break lines.
    private const int WidthOfFiles = 240;

    private static readonly JsonSerializerOptions Readable = new(JsonSerializerDefaults.Web) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

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
