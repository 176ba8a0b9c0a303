namespace Pepay.Storefront.Host.Configuration;

/// <summary>Where the program's own files are, whatever folder it is started from.</summary>
internal static class HostFolders
{
    /// <summary>The folder with <c>wwwroot</c>: the project's, or the published program's.</summary>
    public static string Root { get; } = FindRoot();

    public static string DefaultData => Path.Combine(Root, "App_Data");

    /// <exception cref="ConfigurationException">It cannot be made.</exception>
    public static void Create(string data)
    {
        try
        {
            Directory.CreateDirectory(data);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException([$"The data folder '{data}' (--data, or Shop:DataDirectory) cannot be made: {exception.Message} Name a folder that this program may write."]);
        }
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "wwwroot", "shop.css")))
                return folder.FullName;
        }

        return AppContext.BaseDirectory;
    }
}
