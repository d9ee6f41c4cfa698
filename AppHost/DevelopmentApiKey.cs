using AppHost.LocalServers;
using ServiceDefaults.ApiKeys;

namespace AppHost;

/// <summary>The API key for development, in a file that the commands of the README read.</summary>
internal static class DevelopmentApiKey
{
    /// <summary>Returns the id of a key, by which the gateway looks up its hash.</summary>
    /// <exception cref="DistributedApplicationException">The text is not an API key.</exception>
    public static string IdOf(string key) => ApiKey.IsKey(key)
        ? key[..key.IndexOf('.', StringComparison.Ordinal)]
        : throw new DistributedApplicationException(
            "Parameters:development-api-key is not an API key: set it to one that eng/new-api-key.cs prints, or remove "
                + "it.");

    /// <summary>Returns the key in a file; creates the file on the first run, or if it holds no key.</summary>
    /// <exception cref="DistributedApplicationException">The file cannot be read or written.</exception>
    public static string ReadOrCreate(string file, string id)
    {
        try
        {
            if (File.Exists(file) && File.ReadAllText(file).Trim() is var key && ApiKey.IsKey(key))
            {
                return key;
            }

            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            var created = ApiKey.Create(id).Value;
            OwnerFile.Write(file, created);
            return created;
        }
        catch (Exception exception) when (exception is UnauthorizedAccessException or IOException)
        {
            throw new DistributedApplicationException(
                $"The development API key '{file}' cannot be read or written: give yourself access to it, or set "
                + "Parameters:development-api-key.",
                exception);
        }
    }
}
