using System.Text.Json;

namespace AppHost.LocalServers.Redis;

/// <summary>
/// How Garnet is run, here and by the tests, which compile this file too: it waits for its log before it acknowledges.
/// </summary>
internal static class GarnetSettings
{
    public const string Version = "2.2.8";

    /// <summary>The text of the configuration file.</summary>
    public static string Write(int port, string password, string dataDirectory) =>
        JsonSerializer.Serialize(new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["Address"] = "127.0.0.1",
            ["Port"] = port,
            ["AuthenticationMode"] = "Password",
            ["Password"] = password,
            ["EnableLua"] = true,
            // Or others would see a script half done, which Redis does not allow.
            ["LuaTransactionMode"] = true,
            ["EnableAOF"] = true,
            ["WaitForCommit"] = true,
            ["Recover"] = true,
            ["CheckpointDir"] = dataDirectory,
            // The native device wants libaio, which many machines lack; without it the server dies at the first write.
            ["DeviceType"] = "RandomAccess",
        });
}
