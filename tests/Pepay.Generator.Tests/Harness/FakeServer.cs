using System.Net;
using System.Text;
using Pepay.Runtime.Http;
using Pepay.Runtime.Providers;

namespace Pepay.Generator.Tests.Harness;

/// <summary>Answers requests from a list and remembers them.</summary>
internal sealed class FakeServer : HttpMessageHandler
{
    private readonly Queue<HttpResponseMessage> answers = new();

    public List<(string Method, string Url, string? Body, Dictionary<string, string> Headers)> Requests { get; } = [];

    /// <summary>The content types of the requests, parameters included.</summary>
    public List<string?> ContentTypes { get; } = [];

    public FakeServer Answer(string body, HttpStatusCode status = HttpStatusCode.OK, params (string Name, string Value)[] headers) =>
        Answer(new ByteArrayContent(Encoding.UTF8.GetBytes(body)), "application/json; charset=utf-8", status, headers);

    public FakeServer Answer(byte[] body, string contentType, HttpStatusCode status = HttpStatusCode.OK) => Answer(new ByteArrayContent(body), contentType, status);

    public FakeServer Answer(HttpContent content, string contentType, HttpStatusCode status = HttpStatusCode.OK, params (string Name, string Value)[] headers)
    {
        content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        var answer = new HttpResponseMessage(status) { Content = content };
        foreach (var (name, value) in headers)
        {
            if (!answer.Headers.TryAddWithoutValidation(name, value))
                content.Headers.TryAddWithoutValidation(name, value);
        }

        answers.Enqueue(answer);
        return this;
    }

    public ApiTransport Transport(ProviderDescriptor provider) => new(
        new HttpClient(this), new Uri("https://api.test/base"), provider, ApiCredentials.None.With("key", "k-1").With("secret", "s-1"));

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? null : await request.Content.ReadAsStringAsync(cancellationToken);
        ContentTypes.Add(request.Content?.Headers.ContentType?.ToString());
        var headers = request.Headers.ToDictionary(header => header.Key, header => string.Join(',', header.Value));
        Requests.Add((request.Method.Method, request.RequestUri!.AbsoluteUri, body, headers));
        var answer = answers.Dequeue();
        answer.RequestMessage = request;
        return answer;
    }
}
