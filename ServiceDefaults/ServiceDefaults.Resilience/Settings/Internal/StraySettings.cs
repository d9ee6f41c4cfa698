using System.Collections;
using System.ComponentModel;
using Microsoft.Extensions.Configuration;

namespace ServiceDefaults.Settings.Internal;

/// <summary>A setting that nothing reads.</summary>
/// <param name="Path">The path of the setting.</param>
/// <param name="Parent">The section that it is in.</param>
/// <param name="Known">The names that the section has.</param>
internal sealed record StraySetting(string Path, string Parent, IReadOnlyList<string> Known);

/// <summary>Finds settings that nothing reads, because their names are misspelt or of another version.</summary>
internal static class StraySettings
{
    public static IEnumerable<StraySetting> In(IConfiguration configuration, IReadOnlyList<KnownSection> known) =>
        known.DistinctBy(section => section.Path, StringComparer.OrdinalIgnoreCase).SelectMany(section =>
            section.Options is { } options
                ? InOptions(configuration.GetSection(section.Path), options)
                : InNames(configuration.GetSection(section.Path), ChildrenOf(section, known)));

    /// <summary>Finds the settings of a section that the binder would not read into options of a type.</summary>
    public static IEnumerable<StraySetting> In(IConfigurationSection section, Type options) =>
        InOptions(section, options);

    private static List<string> ChildrenOf(KnownSection container, IReadOnlyList<KnownSection> known)
    {
        var prefix = container.Path + ConfigurationPath.KeyDelimiter;
        return
        [
            .. known.Where(section => section.Path.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
                .Select(section => section.Path[prefix.Length..].Split(ConfigurationPath.KeyDelimiter)[0])
                .Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.OrdinalIgnoreCase)
        ];
    }

    private static IEnumerable<StraySetting> InNames(IConfigurationSection section, IReadOnlyList<string> known) =>
        section.GetChildren().Where(child => !known.Contains(child.Key, StringComparer.OrdinalIgnoreCase))
            .Select(child => new StraySetting(child.Path, section.Path, known));

    private static IEnumerable<StraySetting> InOptions(IConfigurationSection section, Type type)
    {
        if (IsValue(type))
        {
            return [];
        }

        if (ItemOf(type) is { } item)
        {
            return section.GetChildren().SelectMany(child => InOptions(child, item));
        }

        var properties = type.GetProperties()
            .Where(property => (property.CanWrite || !IsValue(property.PropertyType)) && !IsCode(property.PropertyType))
            .ToDictionary(property => property.Name, StringComparer.OrdinalIgnoreCase);
        return InNames(section, [.. properties.Keys]).Concat(section.GetChildren().SelectMany(child =>
            properties.TryGetValue(child.Key, out var property) ? InOptions(child, property.PropertyType) : []));
    }

    // What the binder reads from one text.
    private static bool IsValue(Type type) =>
        type == typeof(object) || TypeDescriptor.GetConverter(type).CanConvertFrom(typeof(string));

    // Only code sets it.
    private static bool IsCode(Type type) => typeof(Delegate).IsAssignableFrom(type);

    private static Type? ItemOf(Type type) => !typeof(IEnumerable).IsAssignableFrom(type) ? null
        : type.IsArray ? type.GetElementType()
        : type.GetGenericArguments() is [.., var last] ? last
        : typeof(object);
}
