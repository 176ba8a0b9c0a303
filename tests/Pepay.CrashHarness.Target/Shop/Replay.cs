using Microsoft.AspNetCore.Http;
using Pepay.Runtime.Inbox;

namespace Pepay.CrashHarness.Target.Shop;

/// <summary>What a person does about dead letters: mends their cause, then replays them.</summary>
internal static class Replay
{
    private const string MendedFile = "mended.txt";

    /// <summary>Answers with the number of events that are replayed.</summary>
    public static async Task<IResult> ReplayAsync(IInboxStore store, TargetOptions options, CancellationToken stopping)
    {
        var dead = await store.ListAsync(new InboxQuery { State = InboxState.Dead }, stopping);
        await File.AppendAllLinesAsync(FileOf(options), dead.Select(letter => letter.EventId), stopping);
        return Results.Text($"{await store.ReplayAsync(new InboxReplay(), stopping)}");
    }

    public static async Task<bool> IsMendedAsync(TargetOptions options, string eventId, CancellationToken stopping) =>
        File.Exists(FileOf(options)) && (await File.ReadAllLinesAsync(FileOf(options), stopping)).Contains(eventId);

    private static string FileOf(TargetOptions options) => Path.Combine(options.Folder, MendedFile);
}
