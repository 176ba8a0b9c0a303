namespace Pepay.Tests;

/// <summary>Several processes that begin on one empty database at the same moment.</summary>
internal static class StartTogether
{
    private const int Processes = 4;

    /// <summary>Has each process prepare each database at the same time as the others; every one must succeed.</summary>
    /// <param name="connectionStrings">Empty databases; several, because the moment at which the processes meet is another one each time.</param>
    public static async Task PrepareAsync(IEnumerable<string> connectionStrings)
    {
        var workers = await Task.WhenAll(Enumerable.Range(0, Processes).Select(static _ => WorkerProcess.StartPreparingAsync()));
        try
        {
            foreach (var connectionString in connectionStrings)
                (await Task.WhenAll(workers.Select(worker => worker.PrepareAsync(connectionString)))).ShouldAllBe(static said => said == "prepared");
        }
        finally
        {
            foreach (var worker in workers)
                await worker.DisposeAsync();
        }
    }
}
