using System.Text;

namespace Pepay.Runtime.Http;

/// <summary>One request under construction, made by generated code. Not thread safe; sent once.</summary>
/// <param name="operation">The operation that it calls.</param>
public sealed class ApiRequest(ApiOperation operation)
{
    private readonly StringBuilder query = new();
    private readonly List<KeyValuePair<string, string>> headers = [];
    private string path = operation.Path;

    /// <summary>The operation that the request calls.</summary>
    public ApiOperation Operation { get; } = operation;

    /// <summary>The expanded path, each parameter escaped by the caller. Starts as the operation's template.</summary>
    /// <exception cref="ArgumentException">A path parameter is empty, <c>.</c> or <c>..</c>, which would call another operation.</exception>
    public string Path
    {
        get => path;
        set => path = Checked(value);
    }

    /// <summary>
    /// The caller's idempotency key. It is written to the header that <see cref="ApiOperation.Idempotency"/> names;
    /// an operation without that rule refuses a key.
    /// </summary>
    public string? IdempotencyKey { get; set; }

    internal string Query => query.ToString();

    internal IReadOnlyList<KeyValuePair<string, string>> Headers => headers;

    internal ReadOnlyMemory<byte>? Body { get; private set; }

    internal string? ContentType { get; private set; }

    /// <summary>Adds a query parameter; name and value are escaped here.</summary>
    public void AddQuery(string name, string value)
    {
        query.Append(query.Length == 0 ? '?' : '&').Append(Uri.EscapeDataString(name)).Append('=').Append(Uri.EscapeDataString(value));
    }

    /// <summary>Adds a query parameter that is a list, an object or a union, given as UTF-8 JSON; names and values are escaped here.</summary>
    public void AddQuery(string name, ReadOnlyMemory<byte> json, ParameterStyle style, bool explode)
    {
        foreach (var (key, value) in StyledValue.Pairs(name, StyledValue.Parse(json), style, explode))
            AddQuery(key, value);
    }

    /// <summary>Adds a cookie parameter, given as UTF-8 JSON; names and values are escaped here.</summary>
    public void AddCookie(string name, ReadOnlyMemory<byte> json, ParameterStyle style, bool explode)
    {
        foreach (var (key, value) in StyledValue.Pairs(name, StyledValue.Parse(json), style, explode))
            AddHeader("Cookie", Uri.EscapeDataString(key) + "=" + Uri.EscapeDataString(value));
    }

    /// <summary>Adds a request header that is a list, an object or a union, given as UTF-8 JSON.</summary>
    /// <exception cref="ArgumentException">The value has a line break or another control character.</exception>
    public void AddHeader(string name, ReadOnlyMemory<byte> json, ParameterStyle style, bool explode) =>
        AddHeader(name, StyledValue.Inline(name, StyledValue.Parse(json), style, explode, static text => text));

    /// <summary>The escaped text of a path parameter, given as UTF-8 JSON.</summary>
    public static string PathText(string name, ReadOnlyMemory<byte> json, ParameterStyle style, bool explode) =>
        StyledValue.Inline(name, StyledValue.Parse(json), style, explode, Uri.EscapeDataString);

    /// <summary>Adds a request header.</summary>
    /// <exception cref="ArgumentException">The value has a line break or another control character.</exception>
    public void AddHeader(string name, string value)
    {
        if (value.Any(char.IsControl))
            throw new ArgumentException($"Header '{name}' of operation {Operation.Id} must not contain control characters.", nameof(value));
        headers.Add(new(name, value));
    }

    /// <summary>Sets the body. The bytes are kept, so that a retry sends the same ones; the caller must not change them afterwards.</summary>
    public void SetBody(ReadOnlyMemory<byte> utf8, string contentType)
    {
        Body = utf8;
        ContentType = contentType;
    }

    /// <summary>Sets an <c>application/x-www-form-urlencoded</c> body made of a JSON object's properties.</summary>
    /// <param name="json">The object as UTF-8 JSON.</param>
    /// <param name="fields">The properties that have a style of their own. Of the others a list repeats its name, an object is JSON text.</param>
    /// <exception cref="ArgumentException">The JSON is no object.</exception>
    public void SetForm(ReadOnlyMemory<byte> json, params FormField[] fields) =>
        SetBody(StyledValue.Form(StyledValue.Parse(json), fields), "application/x-www-form-urlencoded");

    /// <summary>Sets a <c>multipart/form-data</c> body.</summary>
    public void SetForm(MultipartBody form) => SetBody(form.ToBytes(), form.ContentType);

    private string Checked(string expanded)
    {
        var template = Operation.Path.Split('/');
        var segments = expanded.Split('/');
        if (template.Length != segments.Length)
            throw new ArgumentException($"Operation {Operation.Id}: a value in path '{Operation.Path}' has a slash. Escape it with Uri.EscapeDataString.", nameof(Path));
        for (var i = 0; i < segments.Length; i++)
        {
            if (segments[i] == template[i] || segments[i] is not ("" or "." or ".."))
                continue;
            var name = template[i].TrimStart('{').TrimEnd('}');
            var problem = segments[i].Length == 0 ? "empty" : $"'{segments[i]}'";
            throw new ArgumentException(
                $"Operation {Operation.Id}: path parameter '{name}' of '{Operation.Path}' is {problem}, which would call another operation. Pass the value that the provider gave.", name);
        }

        return expanded;
    }
}
