using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using ServiceDefaults.Deadlines.Internal;

namespace ServiceDefaults.Deadlines;

/// <summary>Deadlines that travel from tier to tier, so that nobody works for a caller who has gone.</summary>
public static class DeadlinesExtensions
{
    /// <summary>
    /// Reads <see cref="DeadlineHeaders"/> of every request into <see cref="RequestDeadline.Current"/>. A malformed deadline is 400, one that has
    /// passed is 504, without the service being asked.
    /// </summary>
    /// <typeparam name="TBuilder">The kind of host builder.</typeparam>
    /// <param name="builder">The host; call it after <c>AddErrors</c>, which has to stand around it.</param>
    /// <returns>The same builder.</returns>
    public static TBuilder AddDeadlines<TBuilder>(this TBuilder builder) where TBuilder : IHostApplicationBuilder
    {
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddOptions<DeadlineOptions>().BindConfiguration(DeadlineOptions.Section);
        builder.Services.AddTransient<IStartupFilter, DeadlineStartupFilter>();
        return builder;
    }
}
