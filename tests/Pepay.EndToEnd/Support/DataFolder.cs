namespace Pepay.EndToEnd.Support;

/// <summary>A folder for one shop's data, removed afterwards.</summary>
internal sealed class DataFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("pepay-shop-").FullName;

    public void Dispose()
    {
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (IOException)
        {
            // A process that was killed may still hold a file for a moment; the system cleans its temporary folder.
        }
    }
}
