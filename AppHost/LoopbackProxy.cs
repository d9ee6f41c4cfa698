namespace AppHost;

/// <summary>
/// Exempts this machine from a proxy. Aspire's health checks, the services and the dashboard call each other on this
/// machine. A proxy from the environment would get those calls, including patient data, or, if it does not respond,
/// keep every resource from becoming healthy.
/// </summary>
internal static class LoopbackProxy
{
    private static readonly string[] Loopback = ["localhost", "127.0.0.1", "[::1]", "::1"];

    /// <summary>Adds the names of this machine to <c>NO_PROXY</c>, for this process and its child processes.</summary>
    public static void Bypass()
    {
        foreach (var variable in (string[])["NO_PROXY", "no_proxy"])
        {
            var present = (Environment.GetEnvironmentVariable(variable) ?? "").Split(
                ',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            Environment.SetEnvironmentVariable(
                variable, string.Join(',', present.Union(Loopback, StringComparer.OrdinalIgnoreCase)));
        }
    }
}
