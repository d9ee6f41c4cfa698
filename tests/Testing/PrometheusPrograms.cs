namespace Testing;

/// <summary>The programs <c>prometheus</c> and <c>promtool</c>: installed, or unpacked from Debian's package.</summary>
internal static class PrometheusPrograms
{
    private static readonly SemaphoreSlim Turn = new(1);

    /// <summary>Returns the path of a program, and skips the test if it is not installed and there is no apt.</summary>
    public static async Task<string> FindAsync(string program)
    {
        var installed = Find(program);
        Assert.SkipWhen(
            installed is null && Find("apt-get") is null,
            $"{program} is not installed, and there is no apt-get to fetch it with.");
        return installed ?? Path.Combine(await FetchAsync(), program);
    }

    private static string? Find(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator).Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);

    private static async Task<string> FetchAsync()
    {
        var folder = Path.Combine(Repository.Root, "artifacts", "test-servers", "prometheus");
        await Turn.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            await CommandLine.RunAsync(["bash", "eng/prometheus/fetch.sh", folder], Repository.Root);
        }
        finally
        {
            Turn.Release();
        }

        return folder;
    }
}
