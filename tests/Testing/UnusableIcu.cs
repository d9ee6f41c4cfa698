namespace Testing;

/// <summary>
/// A folder of files named like the libraries of ICU that are no libraries. A process finds them before those of the
/// system if the folder is its <c>LD_LIBRARY_PATH</c>.
/// </summary>
internal static class UnusableIcu
{
    public static async Task<TemporaryFolder> CreateAsync()
    {
        var folder = new TemporaryFolder();
        foreach (var library in (string[])["libicuuc", "libicui18n", "libicudata"])
        {
            foreach (var suffix in Enumerable.Range(50, 60).Select(version => $".so.{version}").Append(".so"))
            {
                await File.WriteAllTextAsync(
                    folder[library + suffix], "no library", TestContext.Current.CancellationToken);
            }
        }

        return folder;
    }
}
