using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Pepay.Cli.Output;

namespace Pepay.Cli.Listening;

/// <summary>Where a listener has come to, in a file of its own: what was forwarded stays forwarded when it starts again. Thread safe.</summary>
internal sealed class ListenState : IDisposable
{
    private const int Remembered = 1000;

    private readonly Lock gate = new();
    private readonly string path;
    private readonly FileStream inUse;
    private readonly Content content;
    private readonly HashSet<string> forwarded;

    private ListenState(string path, FileStream inUse, Content content)
    {
        this.path = path;
        this.inUse = inUse;
        this.content = content;
        forwarded = [.. content.Forwarded];
    }

    public string Path => path;

    /// <summary>The secret that was made for this listener; null when it was told one.</summary>
    public string? Secret
    {
        get => content.Secret;
        set => content.Secret = value;
    }

    /// <summary>The status of each intent that polling knows; null before the first look.</summary>
    public IReadOnlyDictionary<string, string>? Intents
    {
        get => content.Intents;
        set => content.Intents = value is null ? null : new(value);
    }

    /// <summary>The file when none is named: one for each provider, address and shop.</summary>
    public static string UsualPath(string provider, Uri from, Uri to)
    {
        var name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{provider} {from} {to}")))[..16];
        return System.IO.Path.Combine(System.Environment.GetFolderPath(System.Environment.SpecialFolder.LocalApplicationData, System.Environment.SpecialFolderOption.Create), "pepay", $"listen-{provider}-{name}.json");
    }

    /// <exception cref="CommandException">Another listener has it, or it cannot be read or written.</exception>
    public static ListenState Open(string path)
    {
        FileStream? inUse = null;
        try
        {
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path))!);
            inUse = new FileStream(path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
            var content = File.Exists(path) ? Content.Read(File.ReadAllBytes(path)) : new Content();
            return new ListenState(path, inUse, content);
        }
        catch (IOException) when (inUse is null && File.Exists(path + ".lock"))
        {
            throw new CommandException(ExitCodes.Failed, $"Another 'pepay listen' keeps its place in '{path}'. End it, or give this one a file of its own with --state.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException)
        {
            inUse?.Dispose();
            throw new CommandException(ExitCodes.Failed, $"The file '{path}', which keeps the listener's place, cannot be used: {exception.Message} Delete it to begin with what happens from now on, or name another with --state.", exception);
        }
    }

    public string? CursorOf(string stream)
    {
        lock (gate)
            return content.Cursors.GetValueOrDefault(stream);
    }

    public void MoveCursor(string stream, string cursor)
    {
        lock (gate)
        {
            content.Cursors[stream] = cursor;
            Save();
        }
    }

    public bool WasForwarded(string eventId)
    {
        lock (gate)
            return forwarded.Contains(eventId);
    }

    public void SetForwarded(string eventId)
    {
        lock (gate)
        {
            forwarded.Add(eventId);
            content.Forwarded.Enqueue(eventId);
            if (content.Forwarded.Count > Remembered)
                forwarded.Remove(content.Forwarded.Dequeue());
            Save();
        }
    }

    /// <summary>Writes it whole, beside the old one, which it then replaces; only its owner may read the secret in it.</summary>
    /// <exception cref="CommandException">It cannot be written.</exception>
    public void Save()
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        lock (gate)
        {
            try
            {
                using (var file = new FileStream(path + ".new", options))
                    JsonSerializer.Serialize(file, content, JsonSerializerOptions.Web);
                File.Move(path + ".new", path, overwrite: true);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                throw new CommandException(ExitCodes.Failed, $"The listener's place cannot be kept in '{path}': {exception.Message} Name another file with --state.", exception);
            }
        }
    }

    public void Dispose() => inUse.Dispose();

    private sealed class Content
    {
        public string? Secret { get; set; }

        public Dictionary<string, string> Cursors { get; set; } = [];

        public Dictionary<string, string>? Intents { get; set; }

        public Queue<string> Forwarded { get; set; } = [];

        public static Content Read(byte[] json) =>
            JsonSerializer.Deserialize<Content>(json, JsonSerializerOptions.Web) is { Cursors: not null, Forwarded: not null } content ? content : throw new JsonException("It does not hold a listener's place.");
    }
}
