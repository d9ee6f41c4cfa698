using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using ServiceDefaults.Deadlines.Internal;
using ServiceDefaults.Settings;

namespace ServiceDefaults.Deadlines;

/// <summary>
/// Registers deadlines that travel from tier to tier, so that no service works for a caller that has left.
/// </summary>
public static class DeadlinesExtensions
{
    /// <summary>
    /// Reads <see cref="DeadlineHeaders"/> of every request into <see cref="RequestDeadline.Current"/>. A malformed
    /// deadline is 400, and one that has passed is 504; in both cases the service does not handle the request.
    /// </summary>
    /// <typeparam name="TBuilder">Type of the host builder.</typeparam>
    /// <param name="builder">The host builder; call this after <c>AddErrors</c>, which has to be the outer one.</param>
    /// <returns>The same builder.</returns>
    public static TBuilder AddDeadlines<TBuilder>(this TBuilder builder) where TBuilder : IHostApplicationBuilder
    {
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddKnownSection(DeadlineOptions.Section, typeof(DeadlineOptions));
        builder.Services.AddOptions<DeadlineOptions>().BindConfiguration(DeadlineOptions.Section);
        builder.Services.AddTransient<IStartupFilter, DeadlineStartupFilter>();
        return builder;
    }
}
