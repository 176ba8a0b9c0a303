using System.Diagnostics;
using Microsoft.Playwright;

namespace Pepay.EndToEnd.Support;

/// <summary>Waits on conditions.</summary>
internal static class Waiting
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(150);

    /// <summary>Reloads a page until something holds.</summary>
    public static async Task UntilAsync(IPage page, Func<Task<bool>> holds)
    {
        var watch = Stopwatch.StartNew();
        while (!await holds())
        {
            watch.Elapsed.ShouldBeLessThan(Patience, $"it never came about on {page.Url}:\n{await page.InnerTextAsync("main")}");
            await Task.Delay(Between);
            await page.ReloadAsync();
        }
    }
}
