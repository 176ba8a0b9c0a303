using System.Globalization;
using System.Net.Sockets;

namespace Pepay.CrashHarness.Support;

/// <summary>A person at the shop who mends what made events fail, and replays the dead letters.</summary>
internal sealed class Merchant : IDisposable
{
    private readonly HttpClient client = new() { Timeout = TimeSpan.FromSeconds(10) };

    /// <summary>Replays what is dead.</summary>
    /// <returns>How many events; null when there was no answer.</returns>
    public async Task<int?> ReplayAsync(Uri target)
    {
        try
        {
            using var answer = await client.PostAsync(new Uri(target, "/replay"), null);
            return answer.IsSuccessStatusCode ? int.Parse(await answer.Content.ReadAsStringAsync(), CultureInfo.InvariantCulture) : null;
        }
        catch (Exception exception) when (exception is HttpRequestException or SocketException or TaskCanceledException)
        {
            return null;
        }
    }

    public void Dispose() => client.Dispose();
}
