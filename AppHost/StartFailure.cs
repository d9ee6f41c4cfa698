using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AppHost;

/// <summary>A start that cannot succeed ends with one line that says what to do, and an exit code that is not zero.</summary>
internal static class StartFailure
{
    private static int _installed;

    /// <summary>While the model is built: prints the message of the exception instead of its stack trace.</summary>
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

    /// <summary>While a resource is prepared: the same, and the AppHost stops what has started by then.</summary>
    public static async Task StopOnFailureAsync(IServiceProvider services, Func<Task> prepare)
    {
        try
        {
            await prepare();
        }
        catch (Exception failure) when (failure is DistributedApplicationException or IOException or UnauthorizedAccessException)
        {
            Stop(services, failure.Message);
            throw;
        }
    }

    /// <summary>While the AppHost starts or runs: prints the line, and the AppHost stops with an exit code that is not zero.</summary>
    public static void Stop(IServiceProvider services, string message)
    {
        Print(message);
        Environment.ExitCode = 1;
        services.GetRequiredService<IHostApplicationLifetime>().StopApplication();
    }

    private static void Print(string message) => Console.Error.WriteLine($"error: {message}");
}
