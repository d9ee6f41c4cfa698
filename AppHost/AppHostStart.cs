namespace AppHost;

/// <summary>Steps before the model is built.</summary>
internal static class AppHostStart
{
    /// <summary>
    /// Checks the options (<c>--help</c> prints them and ends the process), has failures printed as one line, and
    /// exempts calls to this machine from a proxy.
    /// </summary>
    /// <returns>The same arguments.</returns>
    /// <exception cref="DistributedApplicationException">An option is unknown, or the home directory cannot be
    /// written.</exception>
    public static string[] Prepare(string[] args)
    {
        StartFailure.EndWithOneLine();
        AppHostOptions.Check(args);
        HomeDirectory.RefuseReadOnly();
        LoopbackProxy.Bypass();
        return args;
    }
}
