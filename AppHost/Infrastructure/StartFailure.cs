using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AppHost.Infrastructure;

/// <summary>A start that cannot succeed ends with one line that says what to do, and an exit code that is not zero.</summary>
internal static class StartFailure
{
    private static int _installed;

    /// <summary>While the model is built: the line, instead of a stack trace of ours.</summary>
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
                Console.Error.WriteLine($"error: {failure.Message}");
                Environment.Exit(1);
            }
        };
    }

    /// <summary>While a resource is prepared: the same, and whatever has started by then is stopped.</summary>
    public static async Task StopOnFailureAsync(IServiceProvider services, Func<Task> prepare)
    {
        try
        {
            await prepare();
        }
        catch (DistributedApplicationException failure)
        {
            Console.Error.WriteLine($"error: {failure.Message}");
            Environment.ExitCode = 1;
            services.GetRequiredService<IHostApplicationLifetime>().StopApplication();
            throw;
        }
    }
}
