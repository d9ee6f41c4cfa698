using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using Microsoft.Extensions.Options;

namespace ServiceDefaults.Settings.Internal;

/// <summary>Validates one section of the settings by the data annotations of its options.</summary>
internal sealed class AnnotationsValidator<TOptions>(string name, string section) : IValidateOptions<TOptions>
    where TOptions : class
{
    public ValidateOptionsResult Validate(string? validated, TOptions options) =>
        string.Equals(name, validated, StringComparison.Ordinal)
            ? OptionsFaults.Of(options).Select(fault => $"{section}:{fault}").ToResult()
            : ValidateOptionsResult.Skip;
}

/// <summary>
/// Validates data annotations, and reports all faults at once, each with the option's path and value. The framework's
/// validator quotes no value, does not validate nested objects, and skips <see cref="IValidatableObject"/> when a range
/// is violated.
/// </summary>
internal static class OptionsFaults
{
    /// <summary>Validates the attributes of options, the relations between them, and nested objects.</summary>
    /// <returns>One sentence for each fault; it begins with the option's path if it concerns one option.</returns>
    public static IEnumerable<string> Of(object options)
    {
        foreach (var property in options.GetType().GetProperties())
        {
            foreach (var fault in OfProperty(property, options))
            {
                yield return fault;
            }
        }

        if (options is IValidatableObject related)
        {
            foreach (var result in related.Validate(new(options)))
            {
                yield return result.ErrorMessage!;
            }
        }
    }

    public static ValidateOptionsResult ToResult(this IEnumerable<string> faults) =>
        faults.ToList() is { Count: > 0 } all ? ValidateOptionsResult.Fail(all) : ValidateOptionsResult.Success;

    private static IEnumerable<string> OfProperty(PropertyInfo property, object options)
    {
        var name = property.Name;
        return property.GetCustomAttributes().SelectMany(attribute => (attribute, property.GetValue(options)) switch
        {
            (ValidationAttribute rule, var value) when rule.IsValid(value) => [],
            (ValidationAttribute rule, string text) => [$"{name} is '{text}'; {RuleOf(rule, name)}"],
            (ValidationAttribute rule, TimeSpan value) when value.Days > 0 && value == TimeSpan.FromDays(value.Days) =>
                [$"{name} is {value}; {RuleOf(rule, name)} {SettingsFaults.DurationFormat}"],
            (ValidationAttribute rule, var value) => [$"{name} is {value}; {RuleOf(rule, name)}"],
            (ValidateObjectMembersAttribute, { } members) => Of(members).Select(fault => $"{name}:{fault}"),
            (ValidateEnumeratedItemsAttribute, IDictionary items) => items.Keys.Cast<object>()
                .SelectMany(key => Of(items[key]!).Select(fault => $"{name}:{key}:{fault}")),
            _ => Enumerable.Empty<string>(),
        });
    }

    private static string RuleOf(ValidationAttribute attribute, string name) => attribute switch
    {
        { ErrorMessage: null } and RangeAttribute range => $"it must be between {range.Minimum} and {range.Maximum}.",
        { ErrorMessage: null } and EnumDataTypeAttribute choice =>
            $"it must be one of {string.Join(", ", Enum.GetNames(choice.EnumType))}.",
        { ErrorMessage: null } and RequiredAttribute => "it must not be empty.",
        _ => attribute.FormatErrorMessage(name),
    };
}
