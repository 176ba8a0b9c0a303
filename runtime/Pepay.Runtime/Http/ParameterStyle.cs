namespace Pepay.Runtime.Http;

/// <summary>How a value that may be a list or an object is written into a path, query, header, cookie or form (OpenAPI's <c>style</c>).</summary>
public enum ParameterStyle
{
    /// <summary><c>a,b</c>, in paths and headers.</summary>
    Simple,

    /// <summary><c>.a.b</c>, in paths.</summary>
    Label,

    /// <summary><c>;name=a;name=b</c>, in paths.</summary>
    Matrix,

    /// <summary><c>name=a&amp;name=b</c> or <c>name=a,b</c>.</summary>
    Form,

    /// <summary><c>name=a b</c>.</summary>
    SpaceDelimited,

    /// <summary><c>name=a|b</c>.</summary>
    PipeDelimited,

    /// <summary><c>name[key]=a</c>, lists as <c>name[0]=a</c>, to any depth.</summary>
    DeepObject,

    /// <summary>The value as JSON text.</summary>
    Json,
}

/// <summary>A field of a form that is not written as forms are by default.</summary>
/// <param name="Name">The field's name.</param>
/// <param name="Style">How it is written.</param>
/// <param name="Explode">Whether each element is a pair of its own.</param>
public readonly record struct FormField(string Name, ParameterStyle Style, bool Explode);
