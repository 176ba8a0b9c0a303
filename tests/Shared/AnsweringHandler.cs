using System.Net;
using System.Text;

namespace Pepay.Tests;

/// <summary>A provider that gives every request the same answer.</summary>
internal sealed class AnsweringHandler(int status, string body, params (string Name, string Value)[] headers) : HttpMessageHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var answer = new HttpResponseMessage((HttpStatusCode)status) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        foreach (var (name, value) in headers)
            answer.Headers.TryAddWithoutValidation(name, value);
        return Task.FromResult(answer);
    }
}
