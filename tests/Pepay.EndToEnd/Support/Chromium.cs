using Microsoft.Playwright;

namespace Pepay.EndToEnd.Support;

/// <summary>One headless Chromium for all tests.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private const string Variable = "PEPAY_CHROMIUM";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly string[] UsualPlaces =
        ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome", "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"];

    private IPlaywright? playwright;

    internal IBrowser Browser { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        playwright = await Playwright.CreateAsync();
        // A machine that builds something else meanwhile is slow, not wrong.
        Assertions.SetDefaultExpectTimeout(30_000);
        Browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Find(),
            Args =
            [
                "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
            ],
        });
    }

    public async Task DisposeAsync()
    {
        if (Browser is not null)
            await EndAsync(Browser.CloseAsync());
        await EndAsync(Task.Run(() => playwright?.Dispose()));
    }

    /// <summary>Waits for something of the browser to end, but not for ever: that it hangs says nothing about the shop, and must not keep other tests.</summary>
    public static Task EndAsync(Task ending) => Task.WhenAny(ending, Task.Delay(Patience));

    private static string Find() =>
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } chosen
            ? chosen
            : UsualPlaces.FirstOrDefault(File.Exists)
                ?? throw new InvalidOperationException(
                    $"These tests need Chromium. Install it (Debian: apt-get install chromium), or put the path of a Chrome into the environment variable {Variable}.");
}
