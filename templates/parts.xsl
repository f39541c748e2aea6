<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: AGPL-3.0-or-later -->
<!-- What several pages have: texts in a language of their own, hits, goals, lists of links, people. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">

  <!-- The text of the current element, in its language and direction. -->
  <xsl:template name="words">
    <xsl:copy-of select="@lang | @dir"/>
    <xsl:value-of select="."/>
  </xsl:template>

  <xsl:template name="number-of">
    <xsl:param name="n"/>
    <xsl:param name="one"/>
    <xsl:param name="many"/>
    <xsl:value-of select="format-number($n, '#,##0')"/>
    <xsl:text> </xsl:text>
    <xsl:choose>
      <xsl:when test="$n = 1"><xsl:value-of select="$one"/></xsl:when>
      <xsl:otherwise><xsl:value-of select="$many"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- A work or entry among others. heading: element of its title. -->
  <xsl:template match="hit">
    <li class="hit">
      <xsl:apply-templates select="." mode="title"/>
      <xsl:if test="creator">
        <p class="creators">
          <xsl:for-each select="creator[position() &lt;= 6]">
            <xsl:if test="position() &gt; 1">, </xsl:if>
            <bdi><xsl:value-of select="."/></bdi>
          </xsl:for-each>
          <xsl:if test="creator[7]"> and others</xsl:if>
        </p>
      </xsl:if>
      <p class="facts">
        <xsl:value-of select="@type"/>
        <xsl:if test="@year"> · <xsl:value-of select="@year"/></xsl:if>
        <xsl:if test="@language"> · <xsl:value-of select="@language"/></xsl:if>
      </p>
      <xsl:for-each select="snippet">
        <p class="snippet">
          <xsl:copy-of select="@lang | @dir"/>
          <xsl:for-each select="node()">
            <xsl:choose>
              <xsl:when test="self::mark"><mark><xsl:value-of select="."/></mark></xsl:when>
              <xsl:otherwise><xsl:value-of select="."/></xsl:otherwise>
            </xsl:choose>
          </xsl:for-each>
        </p>
      </xsl:for-each>
      <xsl:if test="@page">
        <p class="where"><a href="{@page-href}">Page <xsl:value-of select="@page"/></a></p>
      </xsl:if>
    </li>
  </xsl:template>

  <xsl:template match="hit" mode="title">
    <h3>
      <a href="{@href}"><xsl:for-each select="title"><xsl:call-template name="words"/></xsl:for-each></a>
    </h3>
  </xsl:template>

  <!-- A listing of page_add_listing. -->
  <xsl:template name="listing">
    <xsl:param name="title"/>
    <xsl:param name="none"/>
    <section class="listing">
      <h2><xsl:value-of select="$title"/></h2>
      <xsl:choose>
        <xsl:when test="hit"><ul class="hits"><xsl:apply-templates select="hit"/></ul></xsl:when>
        <xsl:otherwise><p class="none"><xsl:value-of select="$none"/></p></xsl:otherwise>
      </xsl:choose>
      <xsl:if test="@total &gt; count(hit)">
        <p class="more"><a href="{@href}">All <xsl:value-of select="format-number(@total, '#,##0')"/></a></p>
      </xsl:if>
    </section>
  </xsl:template>

  <!-- A goal or target as a plaque with its number beside its name. -->
  <xsl:template match="goal">
    <li>
      <a class="goal" href="{@href}">
        <span class="number goal-{@of}"><xsl:value-of select="@number"/></span>
        <span class="label"><xsl:value-of select="@label"/></span>
        <xsl:if test="@count"><span class="count" title="works"><xsl:value-of select="format-number(@count, '#,##0')"/><span class="unseen"> works</span></span></xsl:if>
      </a>
    </li>
  </xsl:template>

  <xsl:template name="goals">
    <xsl:if test="goal"><ul class="goals"><xsl:apply-templates select="goal"/></ul></xsl:if>
  </xsl:template>

  <!-- Lists of <link> elements: cites, see-also, translations, cited-by. -->
  <xsl:template name="links">
    <xsl:param name="title"/>
    <xsl:param name="with-language" select="false()"/>
    <section>
      <h2><xsl:value-of select="$title"/></h2>
      <ul class="plain">
        <xsl:for-each select="link">
          <li>
            <a href="{@href}"><xsl:call-template name="words"/></a>
            <xsl:if test="$with-language and @language"> (<xsl:value-of select="@language"/>)</xsl:if>
          </li>
        </xsl:for-each>
      </ul>
    </section>
  </xsl:template>

  <!-- Terms that lead to a search: theme, country, region, language, type. -->
  <xsl:template name="terms">
    <xsl:param name="label"/>
    <xsl:param name="terms"/>
    <xsl:if test="$terms">
      <dt><xsl:value-of select="$label"/></dt>
      <dd>
        <xsl:for-each select="$terms">
          <xsl:if test="position() &gt; 1">, </xsl:if>
          <a href="{@href}"><xsl:value-of select="@label"/></a>
        </xsl:for-each>
      </dd>
    </xsl:if>
  </xsl:template>

  <xsl:template name="authors">
    <xsl:param name="people" select="author[not(@role)]"/>
    <xsl:if test="$people">
      <ul class="authors">
        <xsl:for-each select="$people">
          <li>
            <span class="person">
              <bdi><xsl:value-of select="@name"/></bdi>
              <xsl:if test="@role"> (<xsl:value-of select="@role"/>)</xsl:if>
              <xsl:if test="@orcid"><xsl:text> </xsl:text><a class="orcid" href="{@orcid}" aria-label="ORCID of {@name}">ORCID</a></xsl:if>
            </span>
            <xsl:for-each select="affiliation">
              <span class="affiliation">
                <xsl:choose>
                  <xsl:when test="@ror"><a href="{@ror}"><bdi><xsl:value-of select="."/></bdi></a></xsl:when>
                  <xsl:otherwise><bdi><xsl:value-of select="."/></bdi></xsl:otherwise>
                </xsl:choose>
              </span>
            </xsl:for-each>
          </li>
        </xsl:for-each>
      </ul>
    </xsl:if>
  </xsl:template>

  <xsl:template name="search-box">
    <xsl:param name="id"/>
    <xsl:param name="q"/>
    <label for="{$id}">Search papers and encyclopedia</label>
    <div class="search-line">
      <input id="{$id}" type="search" name="q" value="{$q}" dir="auto" maxlength="2000"/>
      <button type="submit">Search</button>
    </div>
  </xsl:template>
</xsl:stylesheet>
