using System.Data.Common;
using Pepay.Runtime.Inbox;

namespace Pepay.Runtime.Sqlite;

/// <summary>Says which file it is and what to do when SQLite cannot use it at all.</summary>
internal static class SqliteFailure
{
    /// <returns>The explanation; null when the failure is of another kind, or explained already.</returns>
    public static DatabaseUnusableException? Explain(DbException exception, DbDataSource source)
    {
        // By SQLite's own words: each driver has another place for its numbers (14, 26, 8).
        if (exception is DatabaseUnusableException)
            return null;
        if (Says("unable to open database file"))
            return Unusable(file => Directory.Exists(Path.GetDirectoryName(file))
                ? $"SQLite cannot open '{file}'. Let the program's user read and write the file and its folder, or correct the data source."
                : $"SQLite cannot open '{file}': its folder does not exist. Create the folder, or correct the data source.");
        if (Says("file is not a database"))
            return Unusable(static file => $"'{file}' is not a SQLite database. Correct the data source, or put the file back from a backup.");
        if (Says("attempt to write a readonly database"))
            return Unusable(static file => $"SQLite may not write '{file}'. Let the program's user write the file and its folder, and open it without a read-only mode.");
        return null;

        bool Says(string words) => exception.Message.Contains(words, StringComparison.OrdinalIgnoreCase);

        DatabaseUnusableException Unusable(Func<string, string> words)
        {
            using var connection = source.CreateConnection();
            return new DatabaseUnusableException(words(Path.GetFullPath(connection.DataSource)), exception);
        }
    }
}
