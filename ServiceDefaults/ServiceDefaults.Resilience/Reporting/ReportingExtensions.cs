using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using ServiceDefaults.Reporting.Internal;
using ServiceDefaults.Settings;

namespace ServiceDefaults.Reporting;

/// <summary>Adds reports of the status to a console that shows all processes of a system.</summary>
public static class ReportingExtensions
{
    /// <summary>
    /// Posts the status of this process once a second, if <c>Reporting:Endpoint</c> is set. A console that asked for
    /// the status instead would see one replica behind each address.
    /// </summary>
    /// <typeparam name="TBuilder">Type of the host builder.</typeparam>
    /// <param name="builder">The host builder; it also needs <c>AddMonitoring</c> and <c>AddSwitches</c>.</param>
    /// <returns>The same builder.</returns>
    public static TBuilder AddReporting<TBuilder>(this TBuilder builder) where TBuilder : IHostApplicationBuilder
    {
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddValidatedOptions<ReportingOptions>(ReportingOptions.Section);
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, StatusReporter>());
        return builder;
    }
}
