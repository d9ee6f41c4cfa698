using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AppHost;

/// <summary>
/// Ends a start that cannot succeed with a one-line error that says what to do, and a non-zero exit code.
/// </summary>
internal static class StartFailure
{
    private static int _installed;

    /// <summary>
    /// For failures while the model is built: prints the message of the exception instead of its stack trace.
    /// </summary>
    public static void EndWithOneLine()
    {
        if (Interlocked.Exchange(ref _installed, 1) == 1)
        {
            return;
        }

        AppDomain.CurrentDomain.UnhandledException += (_, unhandled) =>
        {
            if (unhandled.ExceptionObject is DistributedApplicationException failure)
            {
                Print(failure.Message);
                Environment.Exit(1);
            }
        };
    }

    /// <summary>
    /// For failures while a resource is prepared: prints the message and stops the AppHost with everything already
    /// started.
    /// </summary>
    public static async Task StopOnFailureAsync(IServiceProvider services, Func<Task> prepare)
    {
        try
        {
            await prepare();
        }
        catch (Exception failure)
            when (failure is DistributedApplicationException or IOException or UnauthorizedAccessException)
        {
            Stop(services, failure.Message);
            throw;
        }
    }

    /// <summary>
    /// For failures while the AppHost starts or runs: prints the line and stops the AppHost with a non-zero exit code.
    /// </summary>
    public static void Stop(IServiceProvider services, string message)
    {
        Print(message);
        Environment.ExitCode = 1;
        services.GetRequiredService<IHostApplicationLifetime>().StopApplication();
    }

    private static void Print(string message) => Console.Error.WriteLine($"error: {message}");
}
