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

    private static readonly JsonSerializerOptions OneLine = new(Readable) { WriteIndented = false };

    private readonly TextWriter writer;
    private readonly bool isTerminal;

    public Screen(ParseResult arguments)
    {
        writer = arguments.InvocationConfiguration.Output;
        IsJson = arguments.GetValue(JsonOption);
        isTerminal = !IsJson && ((Invocation)arguments.InvocationConfiguration).IsTerminal;
    }

    /// <summary>The flag of every command that gives results.</summary>
    public static Option<bool> JsonOption { get; } = new("--json") { Description = "Writes the result as JSON." };

    /// <summary>Whether a program reads, and not a person.</summary>
    public bool IsJson { get; }

    /// <summary>Tells a person what has just happened; nothing for programs.</summary>
    public void Say(string text)
    {
        if (!IsJson)
            writer.WriteLine(text);
    }

    /// <summary>Tells a program what has just happened, as JSON on a line of its own; nothing for people.</summary>
    public void Record<T>(T item)
    {
        if (IsJson)
            writer.WriteLine(JsonSerializer.Serialize(item, OneLine));
    }

    /// <summary>Does something that takes a while, with a bar on a terminal and in silence elsewhere.</summary>
    /// <param name="title">What is done.</param>
    /// <param name="work">Does it, and says from time to time which share of it is done (0 to 1); until it has said so, the bar only moves.</param>
    public async Task<T> WithProgressAsync<T>(string title, Func<Action<double>, Task<T>> work)
    {
        if (!isTerminal)
            return await work(static _ => { });
        return await CreateConsole(InteractionSupport.Yes).Progress().AutoClear(true).StartAsync(progress =>
        {
            var task = progress.AddTask(Markup.Escape(title), maxValue: 1);
            task.IsIndeterminate = true;

            // Seen however soon the work is done, and on whatever terminal.
            progress.Refresh();
            return work(done =>
            {
                task.IsIndeterminate = false;
                task.Value = done;
            });
        });
    }

    /// <summary>The same for what computes and does not wait.</summary>
    public Task<T> WithProgressAsync<T>(string title, Func<Action<double>, T> work) => WithProgressAsync(title, progress => Task.Run(() => work(progress)));

    /// <summary>Writes a result once: as JSON, or by what <paramref name="show"/> does with a console.</summary>
    public void Show<T>(T result, Action<IAnsiConsole> show)
    {
        if (IsJson)
            writer.WriteLine(JsonSerializer.Serialize(result, Readable));
        else
            show(CreateConsole(InteractionSupport.No));
    }

    private IAnsiConsole CreateConsole(InteractionSupport interaction)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer), Ansi = isTerminal ? AnsiSupport.Detect : AnsiSupport.No, Interactive = interaction,
        });
        if (!isTerminal)
            console.Profile.Width = WidthOfFiles;
        return console;
    }
}

internal static class ScreenLines
{
    /// <summary>Writes one line as it is: unlike the console's own, never broken at the terminal's edge, so that it can be searched and copied.</summary>
    public static void Line(this IAnsiConsole console, string text) => console.Profile.Out.Writer.WriteLine(text);
}
