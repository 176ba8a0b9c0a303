using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Pepay.Runtime.Inbox;
using Pepay.Runtime.Sqlite.Inbox;

namespace Pepay.Runtime.Sqlite.Tests;

/// <summary>A file that SQLite cannot use is named, with what to do.</summary>
public sealed class UnusableFileTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("pepay-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Initialize_FolderIsMissing_NamesTheFileInOneLineAndWorksOnceItIsThere()
    {
        var file = Path.Combine(folder, "later", "shop.db");
        using var database = new SqliteDatabase(Source(file));
        var unusable = await Should.ThrowAsync<DatabaseUnusableException>(() => database.InitializeAsync(default));
        unusable.Message.ShouldBe($"SQLite cannot open '{file}': its folder does not exist. Create the folder, or correct the data source.");
        unusable.ToString().ShouldBe("DatabaseUnusableException: " + unusable.Message);

        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        await database.InitializeAsync(default);
    }

    [Fact]
    public async Task Initialize_FileIsAFolder_SaysThatItCannotBeOpened()
    {
        using var database = new SqliteDatabase(Source(folder));
        (await Should.ThrowAsync<DatabaseUnusableException>(() => database.InitializeAsync(default))).Message.ShouldStartWith($"SQLite cannot open '{folder}'. Let the program's user");
    }

    [Fact]
    public async Task Initialize_FileIsNoDatabase_IsNamedByStoreAndHealthCheck()
    {
        var file = Path.Combine(folder, "shop.db");
        await File.WriteAllTextAsync(file, string.Concat(Enumerable.Repeat("no database at all. ", 100)));
        using var database = new SqliteDatabase(Source(file));
        var expected = $"'{file}' is not a SQLite database. Correct the data source, or put the file back from a backup.";
        (await Should.ThrowAsync<DatabaseUnusableException>(() => database.InitializeAsync(default))).Message.ShouldBe(expected);

        var health = await new InboxHealthCheck(new SqliteInboxStore(database), TimeProvider.System).CheckHealthAsync(new HealthCheckContext());
        health.Status.ShouldBe(HealthStatus.Unhealthy);
        health.Description.ShouldNotBeNull().ShouldEndWith(expected);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Initialize_FileIsReadOnly_IsNamed(bool hasTables)
    {
        var file = Path.Combine(folder, "shop.db");
        using (var before = new SqliteDatabase(Source(file)))
        {
            await using var made = await before.OpenAsync(default);
            if (hasTables)
                await before.InitializeAsync(default);
            else
                await new SqliteCommand("CREATE TABLE t (x)", (SqliteConnection)made).ExecuteNonQueryAsync();
        }

        using var database = new SqliteDatabase(Source(file, ";Mode=ReadOnly"));
        (await Should.ThrowAsync<DatabaseUnusableException>(() => database.InitializeAsync(default))).Message.ShouldStartWith($"SQLite may not write '{file}'.");
    }

    [Theory]
    [InlineData(":memory:")]
    [InlineData("")]
    public async Task Initialize_NoFile_IsRefusedWithWhatIsExpected(string source)
    {
        using var database = new SqliteDatabase(Source(source));
        (await Should.ThrowAsync<InboxConfigurationException>(() => database.InitializeAsync(default))).Message.ShouldContain("Use a file on a local disk (\"Data Source=shop.db\")");
    }

    [Fact]
    public void AddPepaySqlite_NoSource_IsRefused() => Should.Throw<ArgumentNullException>(() => new ServiceCollection().AddPepaySqlite(null!)).ParamName.ShouldBe("source");

    private static DbDataSource Source(string file, string more = "") => SqliteFactory.Instance.CreateDataSource($"Data Source={file};Pooling=false{more}");
}
