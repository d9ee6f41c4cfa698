using System.Runtime.InteropServices;
using System.Text;

namespace ServiceDefaults.Globalization;

/// <summary>
/// Ends the process with a readable message if libicu is missing or globalization-invariant mode is on. For services
/// that compare text by Unicode rules.
/// </summary>
public static class RequiredIcu
{
    private const string Missing =
        "libicu was not found, and this service compares names by Unicode rules: install it (Debian and Ubuntu: "
        + "libicu-dev or libicuNN; Alpine: icu-libs; Fedora: libicu) and start the service again.";

    private const string Invariant =
        "This service compares names by Unicode rules, which globalization-invariant mode leaves out: remove "
        + "InvariantGlobalization from the project or System.Globalization.Invariant from the runtime configuration, "
        + "and start the service again.";

    // Loading again while another thread loads aborts the process, because the runtime's loader keeps its handles in
    // globals. One process may hold several services (tests).
    private static readonly Lazy<bool> IsLoaded = new(Load);

    /// <summary>
    /// Ends the process with exit code 1 and one line on standard error when the rules of Unicode are missing. Call it
    /// before anything else: without libicu the runtime aborts, with a stack trace, as soon as it needs a culture.
    /// </summary>
    public static void Demand()
    {
        if (FaultOf(IsLoaded.Value) is not { } fault)
        {
            return;
        }

        // The rest of this process runs without libicu.
        AppContext.SetSwitch("System.Globalization.Invariant", true);
        using var error = Console.OpenStandardError();
        error.Write(Encoding.UTF8.GetBytes($"{fault}\n"));
        Environment.Exit(1);
    }

    private static string? FaultOf(bool isLoaded) =>
        !isLoaded ? Missing
        : "e\u0301".IsNormalized(NormalizationForm.FormC) ? Invariant
        : null;

    // Only on Linux can libicu be missing; elsewhere it is part of the system. Where the runtime's own loader cannot be
    // called, the runtime itself checks for it.
    private static bool Load()
    {
        if (!OperatingSystem.IsLinux()
            || Environment.GetEnvironmentVariable("DOTNET_SYSTEM_GLOBALIZATION_APPLOCALICU") is not null)
        {
            return true;
        }

        try
        {
            return LoadIcu() != 0;
        }
        catch (Exception exception) when (exception is DllNotFoundException or EntryPointNotFoundException)
        {
            return true;
        }
    }

    [DllImport("libSystem.Globalization.Native", EntryPoint = "GlobalizationNative_LoadICU")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int LoadIcu();
}
